package io.github.tinyhttp.jfr;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The recorder of a JVM that has the module `jdk.jfr`. While no recording wants an event, asking
/// for it costs nothing: the JVM itself makes `isEnabled` a constant.
final class FlightRecorder extends Recorder {
  private static final RequestJfr REQUESTS = new RequestJfr();
  private static final HandlerJfr HANDLERS = new HandlerJfr();

  @Override
  public boolean records() {
    return REQUESTS.isEnabled() || HANDLERS.isEnabled();
  }

  @Override
  public Span<RequestEvent> request() {
    if (!REQUESTS.isEnabled()) {
      return super.request();
    }
    var event = new RequestJfr();
    event.begin();
    return event::end;
  }

  @Override
  public Span<RequestEvent> handler() {
    if (!HANDLERS.isEnabled()) {
      return super.handler();
    }
    var event = new HandlerJfr();
    event.begin();
    return event::end;
  }

  @Override
  public void connection(ConnectionEvent connection) {
    new ConnectionJfr().commit(connection);
  }

  @Override
  public void handshake(ConnectionEvent connection, Duration time, @Nullable Throwable failure) {
    new HandshakeJfr().commit(connection, time, failure);
  }

  @Override
  public void refusal(RefusalEvent refusal) {
    new RefusalJfr().commit(refusal);
  }

  @Override
  public void handOver(Thread driver) {
    new HandOverJfr().commit(driver);
  }

  @Override
  public void acceptPause(SocketAddress listener, @Nullable Throwable cause) {
    new AcceptPauseJfr().commit(listener, cause);
  }

  @Override
  public void acceptResumption(SocketAddress listener) {
    new AcceptResumptionJfr().commit(listener);
  }
}
