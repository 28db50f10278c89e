package io.github.tinyhttp.jfr;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Records what happens, while a recording runs that wants it. This class itself records nothing:
/// it stands for a JVM without the module `jdk.jfr`. Safe for use by several threads.
public class Recorder {
  /// A stretch of time that has begun.
  ///
  /// @param <T> what it is about
  @FunctionalInterface
  public interface Span<T> {
    /// The time is over. For one thread, once.
    void end(T what);
  }

  private static final Span<RequestEvent> NO_SPAN = _ -> {};

  Recorder() {}

  /// The recorder of this JVM.
  public static Recorder ofJvm() {
    return isThere() ? new FlightRecorder() : new Recorder();
  }

  private static boolean isThere() {
    try {
      Class.forName("jdk.jfr.FlightRecorder", false, Recorder.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError _) {
      return false;
    }
  }

  /// Whether a recording wants to know of requests, or of what becomes of them.
  public boolean records() {
    return false;
  }

  /// A request was received.
  public Span<RequestEvent> request() {
    return NO_SPAN;
  }

  /// A handler is called on this thread, which also ends the span.
  public Span<RequestEvent> handler() {
    return NO_SPAN;
  }

  /// A message has come over a connection that has left HTTP.
  public void messageReceived(Session session, MessageEvent.Kind kind, long bytes) {
    // nothing is recorded
  }

  /// A message was written to a connection that has left HTTP.
  public void messageSent(Session session, MessageEvent.Kind kind, long bytes) {
    // nothing is recorded
  }

  /// A protocol that is not HTTP says how it has ended.
  public void sessionEnd(Session session, int code, String reason, ClosedBy closedBy) {
    // nothing is recorded
  }

  /// A connection is closed.
  public void connection(ConnectionEvent connection) {
    // nothing is recorded
  }

  /// A TLS handshake is over.
  ///
  /// @param failure null if it was successful
  public void handshake(ConnectionEvent connection, Duration time, @Nullable Throwable failure) {
    // nothing is recorded
  }

  /// A client broke a rule.
  public void refusal(RefusalEvent refusal) {
    // nothing is recorded
  }

  /// A loop was taken from a thread that is in a handler.
  public void handOver(Thread driver) {
    // nothing is recorded
  }

  /// A listener accepts no connections for a while.
  ///
  /// @param cause null if there are as many as there may be
  public void acceptPause(SocketAddress listener, @Nullable Throwable cause) {
    // nothing is recorded
  }

  /// A listener has accepted a connection again.
  public void acceptResumption(SocketAddress listener) {
    // nothing is recorded
  }
}
