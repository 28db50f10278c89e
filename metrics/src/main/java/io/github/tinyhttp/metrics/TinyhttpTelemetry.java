package io.github.tinyhttp.metrics;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/// Spans and metrics of OpenTelemetry, by its stable conventions for HTTP servers (1.23 and later).
/// It goes around the handler, and is a listener of events:
///
/// ```java
/// var telemetry = TinyhttpTelemetry.of(openTelemetry);
/// Server server =
///     Server.builder()
///         .bind(8000)
///         .events(telemetry)
///         .handler(telemetry.wrap(_ -> Response.text("hello")))
///         .start();
/// ```
///
/// Each request gets a span of the kind SERVER. Its parent is what the client sent in the fields of
/// the configured propagators, `traceparent` for example. It is current while the handler runs, on
/// any thread, and while the content of the response that the handler returns is written or read.
/// It ends when the response was sent or cut, as the events tell; in a test without a server it
/// ends when the handler returns.
///
/// A span is an error if the status is 5xx or the application failed; the failure is an event of
/// the span. If the client left before it had the response, the span is no error: `error.type` and
/// `tinyhttp.outcome` tell it. Values of `url.query` that are known to be signatures are redacted.
///
/// The metrics are `http.server.request.duration`, in seconds, and `http.server.active_requests`.
/// Requests that the library responds to by itself, malformed ones for example, have neither.
/// Immutable.
public final class TinyhttpTelemetry implements ServerEvents {
  private final RequestAttributes attributes;
  private final Instruments instruments;

  /// The spans that have not ended; copies of this have the same.
  private final OpenSpans open;

  private TinyhttpTelemetry(RequestAttributes attributes, Instruments instruments, OpenSpans open) {
    this.attributes = attributes;
    this.instruments = instruments;
    this.open = open;
  }

  /// Telemetry that knows no routes.
  public static TinyhttpTelemetry of(OpenTelemetry openTelemetry) {
    var instruments = new Instruments(openTelemetry);
    return new TinyhttpTelemetry(
        RequestAttributes.DEFAULT, instruments, new OpenSpans(instruments));
  }

  /// Names the route of a request for `http.route` and the name of the span, before its handler
  /// runs.
  ///
  /// @param route such as `/notes/{id}`, of which there have to be few; empty if there is none
  public TinyhttpTelemetry withRoute(Function<? super Request, Optional<String>> route) {
    Objects.requireNonNull(route, "route");
    return new TinyhttpTelemetry(attributes.withRoute(route), instruments, open);
  }

  /// Redacts the values of more parameters in `url.query`, such as `token`.
  public TinyhttpTelemetry withRedactedQuery(String... names) {
    return new TinyhttpTelemetry(attributes.withRedacted(names), instruments, open);
  }

  /// A handler whose requests have a span. Outermost, it also measures the other filters.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    return request -> {
      Optional<RequestEvent> event = request.attribute(RequestEvent.OF_REQUEST);
      return event.isPresent()
          ? handle(handler, request, begin(request, event.get()))
          : handleAlone(handler, request);
    };
  }

  /// Begins the span of a request that a thread of the application has received, if it has none
  /// yet.
  ///
  /// ```java
  /// for (var request : server.incomingRequests()) {
  ///   try (Scope scope = telemetry.begin(request).makeCurrent()) {
  ///     request.respond(Response.text("hello"));
  ///   }
  /// }
  /// ```
  ///
  /// @return the context with the span, to be made current for what belongs to the request
  /// @throws IllegalStateException if the server has no listener of events, which would end the
  ///   span
  public Context begin(Request request) {
    return begin(
        request,
        request
            .attribute(RequestEvent.OF_REQUEST)
            .orElseThrow(
                () -> new IllegalStateException("give this to the server as its events, too")));
  }

  private Context begin(Request request, RequestEvent event) {
    return open.begin(event, () -> instruments.start(request, attributes.of(request)));
  }

  /// A handler that returns null, against its contract, is for the library to tell of.
  @SuppressWarnings("ConstantValue")
  private static Response handle(Handler handler, Request request, Context context)
      throws Exception {
    try (Scope _ = context.makeCurrent()) {
      Response given = handler.handle(request);
      return given == null ? given : ContentInContext.of(given, context);
    }
  }

  /// Handles a request of which no events tell.
  private Response handleAlone(Handler handler, Request request) throws Exception {
    RequestSpan span = instruments.start(request, attributes.of(request));
    try {
      Response response = handle(handler, request, span.context());
      instruments.end(span, Ending.of(response));
      return response;
    } catch (Throwable e) {
      instruments.end(span, Ending.of(e));
      throw e;
    }
  }

  /// Shows what a server counts by itself as observable instruments, from `tinyhttp.connections` to
  /// `tinyhttp.log.lines.lost`: `docs/metrics.md` lists them. They cost nothing until a reader
  /// collects them, and lose nothing. Several servers of one program need a meter provider each.
  ///
  /// ```java
  /// ObservedServer observed = telemetry.observe(server);
  /// ```
  ///
  /// @return what ends the observation, which goes on with the last numbers after the server has
  ///   ended
  public ObservedServer observe(Server server) {
    return new ObservedServer(instruments.meter(), Objects.requireNonNull(server, "server"));
  }

  @Override
  public void sent(RequestEvent request) {
    open.end(request);
  }

  @Override
  public void cut(RequestEvent request) {
    open.end(request);
  }

  @Override
  public void upgraded(RequestEvent request) {
    open.end(request);
  }

  @Override
  public void disconnected(ConnectionEvent connection) {
    open.endMissedNowAndThen();
  }
}
