package io.github.tinyhttp.jfr;

import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.SessionEnd`: a WebSocket was closed, or another protocol that is not HTTP has ended.
@Name("tinyhttp.SessionEnd")
@Label("Session End")
@Category("tinyhttp")
@Description("A WebSocket was closed, or another protocol that is not HTTP has ended")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class SessionEndJfr extends Event {
  @Label("Connection")
  private long connection;

  @Label("Request")
  @Description("The number of the upgraded request; 0 if it came before the recording")
  private long request;

  @Label("Protocol")
  private @Nullable String protocol;

  @Label("Code")
  @Description("Of the protocol: RFC 6455 section 7.4 for a WebSocket")
  private int code;

  @Label("Reason")
  @Description("A text that the client may have chosen")
  private @Nullable String reason;

  @Label("Closed By")
  private @Nullable String closedBy;

  @Label("Open For")
  @Timespan(Timespan.NANOSECONDS)
  private long openFor;

  void commit(Session session, int endCode, String endReason, ClosedBy side) {
    if (!shouldCommit()) {
      return;
    }
    connection = session.connection();
    request = session.request();
    protocol = session.protocol();
    code = endCode;
    reason = endReason;
    closedBy = side.name();
    openFor = session.openFor().toNanos();
    commit();
  }
}
