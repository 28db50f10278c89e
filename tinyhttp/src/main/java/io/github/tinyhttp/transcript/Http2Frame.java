package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;
import java.util.StringJoiner;

/// The head of a frame of HTTP/2, RFC 9113 §4.1, and where its payload is. The bytes are lent while
/// the frame is taken.
///
/// @param start of the payload
/// @param end of the payload, if the frame is whole
record Http2Frame(int type, int flags, int stream, byte[] bytes, int start, int end) {
  static final int HEAD = 9;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  /// RFC 9218 §7.1.
  static final int PRIORITY_UPDATE = 16;

  static final int END_STREAM = 0x1;
  static final int END_HEADERS = 0x4;
  private static final int ACK = 0x1;
  private static final int PADDED = 0x8;
  private static final int PRIORITY_FLAG = 0x20;

  /// Reads the head that is at the beginning of the bytes.
  static Http2Frame at(InputBuffer input) {
    byte[] bytes = input.bytes;
    int at = input.start;
    int length = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | bytes[at + 2] & 0xFF;
    int stream = intAt(bytes, at + 5) & Integer.MAX_VALUE;
    int start = at + HEAD;
    return new Http2Frame(
        bytes[at + 3] & 0xFF, bytes[at + 4] & 0xFF, stream, bytes, start, start + length);
  }

  private static int intAt(byte[] bytes, int at) {
    return bytes[at] << 24
        | (bytes[at + 1] & 0xFF) << 16
        | (bytes[at + 2] & 0xFF) << 8
        | bytes[at + 3] & 0xFF;
  }

  /// The four octets at an index of the payload, as a number.
  int intAt(int index) {
    return intAt(bytes, start + index);
  }

  /// The length of the payload.
  int length() {
    return end - start;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// The frame without its padding, and without the fields of a priority (§6.1, §6.2). One that
  /// claims more than it has is empty.
  Http2Frame content() {
    int from = start;
    int to = end;
    if (has(PADDED) && from < to) {
      to -= bytes[from++] & 0xFF;
    }
    if (type == HEADERS && has(PRIORITY_FLAG)) {
      from += 5;
    }
    from = Math.min(from, end);
    return new Http2Frame(type, flags, stream, bytes, from, Math.max(from, to));
  }

  /// The name of the type.
  String name() {
    return switch (type) {
      case DATA -> "DATA";
      case HEADERS -> "HEADERS";
      case PRIORITY -> "PRIORITY";
      case RST_STREAM -> "RST_STREAM";
      case SETTINGS -> "SETTINGS";
      case PUSH_PROMISE -> "PUSH_PROMISE";
      case PING -> "PING";
      case GOAWAY -> "GOAWAY";
      case WINDOW_UPDATE -> "WINDOW_UPDATE";
      case CONTINUATION -> "CONTINUATION";
      case PRIORITY_UPDATE -> "PRIORITY_UPDATE";
      default -> "type-" + type;
    };
  }

  /// The names of the flags that are set, as `END_STREAM|END_HEADERS`; "" for none.
  String flagNames() {
    var names = new StringJoiner("|");
    for (int flag = 1; flag <= 0x80; flag <<= 1) {
      if (has(flag)) {
        names.add(flagName(flag));
      }
    }
    return names.toString();
  }

  private String flagName(int flag) {
    boolean message = type == DATA || type == HEADERS;
    boolean block = type == HEADERS || type == PUSH_PROMISE || type == CONTINUATION;
    if (flag == END_STREAM && message) {
      return "END_STREAM";
    }
    if (flag == ACK && (type == SETTINGS || type == PING)) {
      return "ACK";
    }
    if (flag == END_HEADERS && block) {
      return "END_HEADERS";
    }
    if (flag == PADDED && (message || type == PUSH_PROMISE)) {
      return "PADDED";
    }
    return flag == PRIORITY_FLAG && type == HEADERS ? "PRIORITY" : "0x" + Integer.toHexString(flag);
  }
}
