package io.github.tinyhttp.http2;

import io.github.tinyhttp.exchange.RequestRecord;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Makes DATA frames of the content that streams have, as priorities and windows allow, RFC 9113
/// §6.1 and §6.9. For the driver.
final class DataFrames {
  /// Less room than this is not worth a frame.
  private static final int LEAST = 1 << 10;

  private final Http2Connection connection;
  private final Sender sender;
  private final Scheduler scheduler = new Scheduler();

  /// How many octets of DATA the client takes on the whole connection.
  private int window = FlowControl.INITIAL;

  DataFrames(Http2Connection connection, Sender sender) {
    this.connection = connection;
    this.sender = sender;
  }

  // ---- windows

  /// How many octets of DATA the client takes on the whole connection.
  int window() {
    return window;
  }

  /// The client takes more on the whole connection.
  void addWindow(int increment) throws ConnectionFault {
    window = FlowControl.added(window, increment);
  }

  /// Counts octets of DATA.
  void sent(Http2Stream stream, int count) {
    window -= count;
    stream.sendWindow -= count;
    stream.progressedAt = connection.now();
    connection.timer().sent(stream, count);
    RequestRecord record = stream.request().record();
    if (record != null) {
      record.sentContent(count);
    }
  }

  // ---- who has something to send

  /// The client wants a response sooner, or later.
  void prioritize(Http2Stream stream, Priority priority) {
    scheduler.prioritize(stream, priority);
  }

  /// Whether a stream may have something to send.
  boolean isEmpty() {
    return scheduler.isEmpty();
  }

  /// Lets a stream send content, if it has any and its window allows that.
  void schedule(Http2Stream stream) {
    if (stream.headSent && !stream.localEnded && !stream.closed && canSend(stream)) {
      scheduler.add(stream);
    }
  }

  private static boolean canSend(Http2Stream stream) {
    StreamOutput output = stream.output();
    int available = available(stream, output);
    boolean more = output != null && stream.content == null ? output.hasMore() : true;
    return more && !stream.readsFile && (available == 0 || stream.sendWindow > 0);
  }

  private static int available(Http2Stream stream, @Nullable StreamOutput output) {
    byte[] content = stream.content;
    return content != null
        ? content.length - stream.contentSent
        : output == null ? 0 : output.available();
  }

  /// Whether content waits for the window of the connection.
  boolean waitsForWindow() {
    return window <= 0 && !scheduler.isEmpty();
  }

  /// Whether a stream has content to send.
  static boolean hasContent(Http2Stream stream) {
    return stream.headSent && !stream.localEnded && available(stream, stream.output()) > 0;
  }

  // ---- frames

  /// Fills a buffer with DATA frames. Trailers end that, as they are collected in the batch. A file
  /// is read into an empty buffer.
  ///
  /// @return the stream whose file is to be read into the buffer, which is empty; null if there is
  ///   none
  @Nullable Http2Stream fill(ByteBuffer buffer) {
    while (buffer.remaining() >= LEAST + Frames.HEAD) {
      Http2Stream stream = scheduler.take();
      if (stream == null) {
        return null;
      }
      StreamOutput output = stream.output();
      int available = available(stream, output);
      int most = Math.min(buffer.remaining() - Frames.HEAD, Frames.PAYLOAD);
      int wanted = Math.min(available, most);
      int count = Math.min(wanted, Math.min(window, stream.sendWindow));
      if (available > 0 && count <= 0) {
        if (stream.sendWindow > 0) {
          scheduler.putFirst(stream); // it is the window of the connection
          return null;
        }
        continue;
      }
      if (stream.content == null && output != null && output.file() != null) {
        if (buffer.position() == 0) {
          return stream;
        }
        scheduler.putFirst(stream);
        return null;
      }
      connection.budget().earnFrame(count, wanted);
      if (putsAll(stream, output, Math.max(count, 0), buffer)) {
        if (sender.putsTrailers(stream, output)) {
          return null;
        }
      } else {
        putBack(stream);
      }
    }
    return null;
  }

  private void putBack(Http2Stream stream) {
    if (canSend(stream)) {
      scheduler.add(stream);
    }
  }

  /// Puts in one DATA frame.
  ///
  /// @return whether it was the last one
  private boolean putsAll(
      Http2Stream stream, @Nullable StreamOutput output, int count, ByteBuffer buffer) {
    int head = buffer.position();
    buffer.position(head + Frames.HEAD);
    byte[] content = stream.content;
    boolean all;
    if (content != null) {
      buffer.put(content, stream.contentSent, count);
      stream.contentSent += count;
      all = stream.contentSent == content.length;
    } else {
      if (output != null && count > 0) {
        output.take(buffer, count);
      }
      all = output == null || output.isDone();
    }
    boolean last = all && (output == null ? stream.trailers : output.trailers()).isEmpty();
    if (count == 0 && !last) {
      buffer.position(head);
      return all;
    }
    int end = buffer.position();
    putHead(stream, buffer, head, count, last ? Frames.END_STREAM : 0);
    buffer.position(end);
    sent(stream, count);
    return all;
  }

  private static void putHead(Http2Stream stream, ByteBuffer buffer, int at, int count, int flags) {
    buffer.position(at);
    Frames.putData(buffer, count, flags, stream.id());
  }

  // ---- files

  /// How many octets of its file a stream may send now.
  int mostOfFile(Http2Stream stream, FileTransfer file) {
    return (int) Math.min(file.left(), Math.min(window, stream.sendWindow));
  }

  /// Octets of a file are in the buffer, with room for the heads of their frames.
  void putFile(Http2Stream stream, StreamOutput output, int count, ByteBuffer buffer) {
    int wanted = Math.min(output.available(), Frames.PAYLOAD);
    connection.budget().earnFrame(count, wanted);
    output.tookFile(count);
    boolean all = output.isDone();
    int last = all && output.trailers().isEmpty() ? Frames.END_STREAM : 0;
    int end = buffer.position();
    int left = count;
    for (int at = 0; at < end; at += Frames.HEAD + Frames.PAYLOAD) {
      int length = Math.min(left, Frames.PAYLOAD);
      left -= length;
      putHead(stream, buffer, at, length, left == 0 ? last : 0);
    }
    buffer.position(end);
    sent(stream, count);
    if (all) {
      boolean _ = sender.putsTrailers(stream, output);
    } else {
      putBack(stream);
    }
  }

  @Override
  public String toString() {
    return "window " + window;
  }
}
