package io.github.tinyhttp.http2;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams of one connection: those that are open, and what is remembered of others. For the
/// driver.
final class Streams {
  private final StreamTable open = new StreamTable();
  private final ClosedStreams closed = new ClosedStreams();
  private final int most;

  /// The last stream that the client has opened.
  private int last;

  /// How many requests are with the application. Those whose streams were reset go on to count, or
  /// a client could have any number of handlers run (CVE-2023-44487, CVE-2025-8671).
  private int running;

  /// Priorities of streams that are not open yet; null if there are none (RFC 9218 §7.1).
  private @Nullable Map<Integer, Priority> early;

  /// @param most how many may be open at once
  Streams(int most) {
    this.most = most;
  }

  @Nullable Http2Stream get(int id) {
    return open.get(id);
  }

  Http2Stream[] all() {
    return open.all();
  }

  boolean isEmpty() {
    return open.size() == 0;
  }

  int size() {
    return open.size();
  }

  /// The last stream that the client has opened.
  int last() {
    return last;
  }

  /// Whether a client may open that stream next.
  ///
  /// @throws ConnectionFault if no client may
  boolean isNew(int id) throws ConnectionFault {
    if ((id & 1) == 0) {
      throw new ConnectionFault(
          ErrorCode.PROTOCOL_ERROR, "the streams of a client have odd numbers");
    }
    return id > last;
  }

  /// The client opens a stream.
  ///
  /// @return whether there is room for it
  boolean opens(int id) {
    closed.notice(last, id);
    last = id;
    if (early != null) {
      early.keySet().removeIf(other -> other < id); // they are closed now
    }
    return open.size() < most;
  }

  void add(Http2Stream stream) {
    open.add(stream);
    if (early != null) {
      Priority known = early.remove(stream.id());
      if (known != null) {
        stream.prioritize(known);
      }
    }
  }

  /// A stream is closed.
  void remove(Http2Stream stream) {
    open.remove(stream);
    stream.closed = true;
  }

  /// Whether the application works on as many requests as there may be streams: then further ones
  /// wait. The streams of some were reset, and the application has not noticed yet.
  boolean isCrowded() {
    return running >= most;
  }

  /// A request is handed on to the application.
  void begins(Http2Stream stream) {
    stream.running = true;
    running++;
  }

  /// The application has responded to a request, whether or not its stream is still open.
  void responds(Http2Stream stream) {
    if (stream.running) {
      stream.running = false;
      running--;
    }
  }

  /// A stream is reset by this side.
  void noticeReset(int id) {
    closed.addReset(id);
  }

  /// A frame came for a stream that is not open and has been: passes over what came too late.
  ///
  /// @throws ConnectionFault if the client must have known that it is closed, or it is idle
  void checkClosed(int id) throws ConnectionFault {
    checkNotIdle(id);
    if (closed.mayBeReset(id)) {
      return;
    }
    throw closed.isLeftOut(id)
        ? new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a stream has a number that was left out")
        : new ConnectionFault(ErrorCode.STREAM_CLOSED, "a frame for a stream that is closed");
  }

  /// @throws ConnectionFault if the stream is idle, RFC 9113 §5.1
  void checkNotIdle(int id) throws ConnectionFault {
    if (id > last || (id & 1) == 0) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a frame for a stream that is idle");
    }
  }

  /// Keeps a priority for a stream that is not open yet. One that is closed needs none.
  ///
  /// @return whether the client prioritizes no more streams than it may open (RFC 9218 §7.1)
  /// @throws ConnectionFault if no client can open the stream
  boolean prioritizesEarly(int id, Priority priority) throws ConnectionFault {
    if ((id & 1) == 0) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "there is no stream to prioritize");
    }
    if (id <= last) {
      return true;
    }
    if (early == null) {
      early = new HashMap<>();
    }
    if (!early.containsKey(id) && early.size() + open.size() >= most) {
      return false;
    }
    early.put(id, priority);
    return true;
  }
}
