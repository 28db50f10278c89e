package io.github.tinyhttp.http2;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;

/// Finds the frames in the bytes that came, and checks each by itself: its size, its flags, and
/// whether it belongs to a stream or to the connection (RFC 9113 §4 and §6). What a frame means for
/// its stream is up to the [FrameHandler].
final class FrameReader {
  private static final byte[] NONE = {};

  private final FrameHandler handler;

  // the frame that is being read
  private byte[] bytes = NONE;
  private int start;
  private int end;
  private int flags;
  private int stream;

  FrameReader(FrameHandler handler) {
    this.handler = handler;
  }

  /// Takes one frame.
  ///
  /// @return whether there was a whole one
  boolean reads(InputBuffer input) throws ConnectionFault {
    if (input.size() < Frames.HEAD) {
      return false;
    }
    byte[] from = input.bytes;
    int at = input.start;
    int length = (from[at] & 0xFF) << 16 | (from[at + 1] & 0xFF) << 8 | from[at + 2] & 0xFF;
    if (length > Frames.PAYLOAD) {
      throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, "a frame is larger than was allowed");
    }
    if (input.size() < Frames.HEAD + length) {
      return false;
    }
    bytes = from;
    flags = from[at + 4];
    stream = intAt(at + 5) & Integer.MAX_VALUE;
    start = at + Frames.HEAD;
    end = start + length;
    input.start = end;
    try {
      take(from[at + 3] & 0xFF);
    } catch (StreamFault fault) {
      handler.failed(fault);
    } finally {
      bytes = NONE; // it may be memory that is not to be kept
    }
    return true;
  }

  private int intAt(int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | bytes[at + 3] & 0xFF;
  }

  private void take(int type) throws ConnectionFault, StreamFault {
    switch (type) {
      case Frames.DATA -> data();
      case Frames.HEADERS -> headers();
      case Frames.PRIORITY -> priority();
      case Frames.RST_STREAM -> {
        ofStream();
        ofSize(4);
        handler.reset(stream);
      }
      case Frames.SETTINGS -> settings();
      case Frames.PUSH_PROMISE ->
          throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a client cannot push");
      case Frames.PING -> {
        ofConnection();
        ofSize(8);
        handler.ping(has(Frames.ACK), (long) intAt(start) << 32 | intAt(start + 4) & 0xFFFF_FFFFL);
      }
      case Frames.GOAWAY -> {
        ofConnection();
        ofSizeFrom(8);
        handler.goAway();
      }
      case Frames.WINDOW_UPDATE -> windowUpdate();
      case Frames.CONTINUATION -> {
        ofStream();
        handler.continuation(stream, bytes, start, end, has(Frames.END_HEADERS));
      }
      case Frames.PRIORITY_UPDATE -> priorityUpdate();
      default -> handler.unknown();
    }
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private void ofStream() throws ConnectionFault {
    if (stream == 0) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a frame of a stream is on stream 0");
    }
  }

  private void ofConnection() throws ConnectionFault {
    if (stream != 0) {
      throw new ConnectionFault(
          ErrorCode.PROTOCOL_ERROR, "a frame of the connection is not on stream 0");
    }
  }

  private void ofSize(int size) throws ConnectionFault {
    if (end - start != size) {
      throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, "a frame has the wrong size");
    }
  }

  private void ofSizeFrom(int least) throws ConnectionFault {
    if (end - start < least) {
      throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, "a frame is too small");
    }
  }

  /// Takes the padding off, §6.1 and §6.2.
  ///
  /// @return how many octets it has, with its length
  private int unpad() throws ConnectionFault {
    if (!has(Frames.PADDED)) {
      return 0;
    }
    ofSizeFrom(1);
    int padding = bytes[start] & 0xFF;
    start++;
    if (padding > end - start) {
      throw new ConnectionFault(
          ErrorCode.PROTOCOL_ERROR, "the padding is as long as its frame, or longer");
    }
    end -= padding;
    return padding + 1;
  }

  private void data() throws ConnectionFault, StreamFault {
    ofStream();
    int padding = unpad();
    handler.data(stream, bytes, start, end, padding, has(Frames.END_STREAM));
  }

  private void headers() throws ConnectionFault, StreamFault {
    ofStream();
    int _ = unpad();
    if (has(Frames.PRIORITY_FLAG)) {
      ofSizeFrom(5);
      start += 5; // deprecated, §5.3.2
    }
    handler.headers(stream, bytes, start, end, has(Frames.END_HEADERS), has(Frames.END_STREAM));
  }

  private void priority() throws ConnectionFault, StreamFault {
    ofStream();
    handler.priority(stream);
    if (end - start != 5) {
      throw new StreamFault(stream, ErrorCode.FRAME_SIZE_ERROR, "PRIORITY has the wrong size");
    }
  }

  private void settings() throws ConnectionFault {
    ofConnection();
    if (has(Frames.ACK)) {
      ofSize(0);
      handler.settingsAck();
      return;
    }
    if ((end - start) % 6 != 0) {
      throw new ConnectionFault(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS have the wrong size");
    }
    for (int at = start; at < end; at += 6) {
      int identifier = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
      handler.setting(identifier, intAt(at + 2) & 0xFFFF_FFFFL);
    }
    handler.settingsEnd();
  }

  private void windowUpdate() throws ConnectionFault, StreamFault {
    ofSize(4);
    int increment = intAt(start) & Integer.MAX_VALUE;
    if (increment == 0 && stream == 0) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "a window is changed by nothing");
    }
    handler.windowUpdate(stream, increment);
  }

  private void priorityUpdate() throws ConnectionFault {
    ofConnection();
    ofSizeFrom(4);
    int prioritized = intAt(start) & Integer.MAX_VALUE;
    if (prioritized == 0) {
      throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "stream 0 has no priority");
    }
    handler.priorityUpdate(prioritized, Ascii.latin1(bytes, start + 4, end));
  }
}
