package io.github.tinyhttp.filters;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestWrapper;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A request whose responses are all changed in the same way, whichever way the handler gives them.
final class ChangedResponses extends RequestWrapper {
  private final UnaryOperator<Response> change;

  private ChangedResponses(Request request, UnaryOperator<Response> change) {
    super(request);
    this.change = change;
  }

  /// Asks a handler, and changes its response.
  static Response of(Request request, Handler handler, UnaryOperator<Response> change)
      throws Exception {
    Response given;
    try {
      given = handler.handle(new ChangedResponses(request, change));
    } catch (HttpException e) {
      throw new ChangedFault(e, change.apply(e.response()));
    }
    return isToBeChanged(given) ? change.apply(given) : given;
  }

  /// A handler that returns null, against its contract, is for the library to tell of.
  @SuppressWarnings("ConstantValue")
  private static boolean isToBeChanged(Response given) {
    return given != null && !given.isHandled();
  }

  @Override
  public void respond(Response response) {
    super.respond(isToBeChanged(response) ? change.apply(response) : response);
  }

  @Override
  public void respond(Handler handler) {
    wrapped().respond(_ -> of(wrapped(), handler, change));
  }

  @Override
  public OutputStream begin(Response head) throws IOException {
    return super.begin(change.apply(head));
  }

  @Override
  public OutputStream begin(Response head, long length) throws IOException {
    return super.begin(change.apply(head), length);
  }

  /// A fault with another response than its own.
  private static final class ChangedFault extends HttpException {
    private static final long serialVersionUID = 1;

    private final transient Response response;

    ChangedFault(HttpException fault, Response response) {
      super(
          fault.status().code(),
          Objects.requireNonNullElse(fault.getMessage(), ""),
          fault.headers());
      this.response = response;
      initCause(fault);
    }

    @Override
    public Response response() {
      return response;
    }
  }
}
