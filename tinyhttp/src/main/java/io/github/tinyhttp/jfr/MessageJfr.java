package io.github.tinyhttp.jfr;

import io.github.tinyhttp.MessageEvent;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Message`: a whole message of a WebSocket, or of another protocol that is not HTTP. A
/// recording has to ask for it, as there may be many.
@Name("tinyhttp.Message")
@Label("Message")
@Category("tinyhttp")
@Description("A whole message of a WebSocket, or of another protocol that is not HTTP")
@Enabled(false)
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class MessageJfr extends Event {
  /// Which way a message went.
  enum Direction {
    RECEIVED,
    SENT
  }

  @Label("Connection")
  private long connection;

  @Label("Request")
  @Description("The number of the upgraded request; 0 if it came before the recording")
  private long request;

  @Label("Direction")
  private @Nullable String direction;

  @Label("Kind")
  private @Nullable String kind;

  @Label("Bytes")
  @Description("Without framing, and before compression")
  @DataAmount
  private long bytes;

  void commit(Session session, Direction way, MessageEvent.Kind what, long size) {
    connection = session.connection();
    request = session.request();
    direction = way.name();
    kind = what.name();
    bytes = size;
    commit();
  }
}
