package io.github.tinyhttp.testing;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.exchange.FailureCauses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A [TestRequest] on its way: the request as an application gets it, and what its client sees. For
/// tests that look closer than [TestRequest#sendTo(Handler)].
///
/// ```java
/// TestExchange exchange = TestRequest.get("/slow").start();
/// exchange.request().onDisconnect(() -> System.out.println("the client has left"));
/// exchange.disconnect();
/// ```
///
/// The request is the library's own, over a carrier in memory: whatever a server does with a
/// request and its response happens here, too. No time passes for it, so no time-out ends it. For
/// any thread.
public final class TestExchange {
  /// How long to wait for a response that another thread gives.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final MemoryCarrier carrier;
  private final ClientSide client;

  TestExchange(MemoryCarrier carrier) {
    this.carrier = carrier;
    this.client = carrier.client();
  }

  /// The request, to hand it to a handler or to respond to it.
  public Request request() {
    return carrier.request();
  }

  /// The client leaves: its connection is closed. What was given to [Request#onDisconnect] runs,
  /// and writing a response fails, as with a server. Nothing happens if the client has the whole
  /// response.
  public void disconnect() {
    carrier.disconnect();
  }

  /// The response as far as it has reached the client; empty before its head has. After
  /// [Request#upgrade] it is the 101.
  public Optional<TestResponse> response() {
    return client.response();
  }

  /// The whole response. Waits up to 10 seconds for a response that another thread gives.
  ///
  /// @throws IllegalStateException if there is no whole response after that time
  /// @throws IOException if the client has left before
  /// @throws Exception what the content of the response failed with
  public TestResponse awaitResponse() throws Exception {
    if (!client.awaitsEnd(PATIENCE)) {
      throw new IllegalStateException(
          "no whole response to %s after %s seconds".formatted(request(), PATIENCE.toSeconds()));
    }
    Optional<Throwable> failure = client.failure();
    if (failure.isPresent()) {
      throw rethrown(failure.get());
    }
    return response()
        .filter(TestResponse::isComplete)
        .orElseThrow(() -> new IOException("the client has left"));
  }

  private static Exception rethrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (Exception) failure;
  }

  /// The interim responses that the client has got, in order.
  public List<InterimResponse> interimResponses() {
    return client.interimResponses();
  }

  /// What the client has got after a switch of protocols.
  public byte[] switchedOutput() {
    return client.switchedOutput();
  }

  /// Lets a handler respond, and throws what it has thrown.
  TestResponse handleWith(Handler handler) throws Exception {
    var watched = new WatchedHandler(handler);
    carrier.handleWith(watched);
    Throwable thrown = watched.thrown;
    if (thrown != null) {
      throw rethrown(thrown);
    }
    return awaitResponse();
  }

  /// Keeps what a handler throws, in the place of the log. An [HttpException] is a response.
  private static final class WatchedHandler implements Handler {
    private final Handler handler;
    private @Nullable Throwable thrown;

    WatchedHandler(Handler handler) {
      this.handler = handler;
    }

    @Override
    public Response handle(Request request) throws Exception {
      try {
        return handler.handle(request);
      } catch (Exception | Error e) {
        if (FailureCauses.faultIn(e) != null) {
          throw e;
        }
        thrown = e;
        throw new HttpException(500, "the server failed"); // which is not logged
      }
    }
  }
}
