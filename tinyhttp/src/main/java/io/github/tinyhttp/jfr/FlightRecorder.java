package io.github.tinyhttp.jfr;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The recorder of a JVM that has the module `jdk.jfr`. The events are loaded once the first
/// recording begins: they would make each start of a server twice as long. While none wants an
/// event, asking for it costs nothing: the JVM itself makes `isEnabled` a constant.
final class FlightRecorder extends Recorder {
  /// What is loaded with the first recording.
  private static final class Probes {
    private static final RequestJfr REQUESTS = new RequestJfr();
    private static final HandlerJfr HANDLERS = new HandlerJfr();
    private static final MessageJfr MESSAGES = new MessageJfr();
  }

  private static boolean isOn() {
    return jdk.jfr.FlightRecorder.isInitialized();
  }

  @Override
  public boolean records() {
    return isOn() && (Probes.REQUESTS.isEnabled() || Probes.HANDLERS.isEnabled());
  }

  @Override
  public Span<RequestEvent> request() {
    if (!isOn() || !Probes.REQUESTS.isEnabled()) {
      return super.request();
    }
    var event = new RequestJfr();
    event.begin();
    return event;
  }

  @Override
  public Span<RequestEvent> handler() {
    if (!isOn() || !Probes.HANDLERS.isEnabled()) {
      return super.handler();
    }
    var event = new HandlerJfr();
    event.begin();
    return event;
  }

  @Override
  public void messageReceived(Session session, MessageEvent.Kind kind, long bytes) {
    message(session, MessageJfr.Direction.RECEIVED, kind, bytes);
  }

  @Override
  public void messageSent(Session session, MessageEvent.Kind kind, long bytes) {
    message(session, MessageJfr.Direction.SENT, kind, bytes);
  }

  private static void message(
      Session session, MessageJfr.Direction direction, MessageEvent.Kind kind, long bytes) {
    if (isOn() && Probes.MESSAGES.isEnabled()) {
      new MessageJfr().commit(session, direction, kind, bytes);
    }
  }

  @Override
  public void sessionEnd(Session session, int code, String reason, ClosedBy closedBy) {
    if (isOn()) {
      new SessionEndJfr().commit(session, code, reason, closedBy);
    }
  }

  @Override
  public void connection(ConnectionEvent connection) {
    if (isOn()) {
      new ConnectionJfr().commit(connection);
    }
  }

  @Override
  public void handshake(ConnectionEvent connection, Duration time, @Nullable Throwable failure) {
    if (isOn()) {
      new HandshakeJfr().commit(connection, time, failure);
    }
  }

  @Override
  public void refusal(RefusalEvent refusal) {
    if (isOn()) {
      new RefusalJfr().commit(refusal);
    }
  }

  @Override
  public void handOver(Thread driver) {
    if (isOn()) {
      StackTraceElement[] frames = driver.getStackTrace(); // before anything is loaded
      new HandOverJfr().commit(driver, frames);
    }
  }

  @Override
  public void acceptPause(SocketAddress listener, @Nullable Throwable cause) {
    if (isOn()) {
      new AcceptPauseJfr().commit(listener, cause);
    }
  }

  @Override
  public void acceptResumption(SocketAddress listener) {
    if (isOn()) {
      new AcceptResumptionJfr().commit(listener);
    }
  }
}
