package io.github.tinyhttp.jfr;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.tls.TlsSession;
import java.time.Duration;
import java.util.Optional;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Handshake`: a TLS handshake, at its end.
@Name("tinyhttp.Handshake")
@Label("TLS Handshake")
@Category("tinyhttp")
@Description("A TLS handshake, told at its end")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class HandshakeJfr extends Event {
  @Label("Connection")
  private long connection;

  @Label("Client")
  private @Nullable String client;

  @Label("TLS Version")
  private @Nullable String tls;

  @Label("Cipher Suite")
  private @Nullable String cipherSuite;

  @Label("Application Protocol")
  private @Nullable String applicationProtocol;

  @Label("Time")
  @Description("From the accepted connection to the end of the handshake")
  @Timespan(Timespan.NANOSECONDS)
  private long time;

  @Label("Failure")
  private @Nullable String failure;

  void commit(ConnectionEvent what, Duration took, @Nullable Throwable cause) {
    if (!shouldCommit()) {
      return;
    }
    connection = what.number();
    client = String.valueOf(what.client());
    Optional<TlsSession> session = what.tls();
    tls = session.map(TlsSession::protocol).orElse(null);
    cipherSuite = session.map(TlsSession::cipherSuite).orElse(null);
    applicationProtocol = session.flatMap(TlsSession::applicationProtocol).orElse(null);
    time = took.toNanos();
    failure = cause == null ? null : cause.toString();
    commit();
  }
}
