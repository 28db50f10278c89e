package io.github.tinyhttp.jfr;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.tls.TlsSession;
import java.time.Duration;
import java.time.Instant;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Connection`: a connection, at its end.
@Name("tinyhttp.Connection")
@Label("HTTP Connection")
@Category("tinyhttp")
@Description("A connection, told at its end")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class ConnectionJfr extends Event {
  @Label("Connection")
  private long connection;

  @Label("Client")
  private @Nullable String client;

  @Label("Protocol")
  private @Nullable String protocol;

  @Label("TLS Version")
  private @Nullable String tls;

  @Label("Open For")
  @Timespan(Timespan.NANOSECONDS)
  private long openFor;

  @Label("Bytes Received")
  @DataAmount
  private long bytesReceived;

  @Label("Bytes Sent")
  @DataAmount
  private long bytesSent;

  void commit(ConnectionEvent what) {
    if (!shouldCommit()) {
      return;
    }
    connection = what.number();
    client = String.valueOf(what.client());
    protocol = what.protocol();
    tls = what.tls().map(TlsSession::protocol).orElse(null);
    openFor = Duration.between(what.openedAt(), Instant.now()).toNanos();
    bytesReceived = what.bytesReceived();
    bytesSent = what.bytesSent();
    commit();
  }
}
