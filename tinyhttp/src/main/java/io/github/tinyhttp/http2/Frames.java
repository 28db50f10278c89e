package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.WriteBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The frames of RFC 9113 §6 as octets: their types and flags, and how they are written.
final class Frames {
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
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int PRIORITY_FLAG = 0x20;

  /// The largest payload that every endpoint takes, and the largest one that is taken here.
  static final int PAYLOAD = 16_384;

  private Frames() {}

  /// Puts the head of a frame.
  static void putHead(WriteBatch out, int length, int type, int flags, int stream) {
    byte[] bytes = out.room(HEAD);
    putHead(bytes, out.end(), length, type, flags, stream);
    out.end(out.end() + HEAD);
  }

  /// Puts the head of a frame at an index.
  static void putHead(byte[] bytes, int at, int length, int type, int flags, int stream) {
    bytes[at] = (byte) (length >> 16);
    bytes[at + 1] = (byte) (length >> 8);
    bytes[at + 2] = (byte) length;
    bytes[at + 3] = (byte) type;
    bytes[at + 4] = (byte) flags;
    putInt(bytes, at + 5, stream);
  }

  /// Puts the head of a DATA frame.
  static void putData(ByteBuffer out, int length, int flags, int stream) {
    out.put((byte) (length >> 16)).put((byte) (length >> 8)).put((byte) length);
    out.put((byte) DATA).put((byte) flags).putInt(stream);
  }

  private static void putInt(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
  }

  private static void putInt(WriteBatch out, int value) {
    putInt(out.room(4), out.end(), value);
    out.end(out.end() + 4);
  }

  /// Puts RST_STREAM, §6.4.
  static void putReset(WriteBatch out, int stream, ErrorCode code) {
    putHead(out, 4, RST_STREAM, 0, stream);
    putInt(out, code.code());
  }

  /// Puts SETTINGS, §6.5, from identifiers and values in turn.
  static void putSettings(WriteBatch out, int... pairs) {
    putHead(out, 3 * pairs.length, SETTINGS, 0, 0);
    for (int i = 0; i < pairs.length; i += 2) {
      byte[] bytes = out.room(2);
      bytes[out.end()] = (byte) (pairs[i] >> 8);
      bytes[out.end() + 1] = (byte) pairs[i];
      out.end(out.end() + 2);
      putInt(out, pairs[i + 1]);
    }
  }

  /// Puts the acknowledgement of SETTINGS, §6.5.3.
  static void putSettingsAck(WriteBatch out) {
    putHead(out, 0, SETTINGS, ACK, 0);
  }

  /// Puts PING, §6.7.
  static void putPing(WriteBatch out, int flags, long data) {
    putHead(out, 8, PING, flags, 0);
    putInt(out, (int) (data >> 32));
    putInt(out, (int) data);
  }

  /// Puts GOAWAY, §6.8.
  ///
  /// @param last the last stream that was handed on
  static void putGoAway(WriteBatch out, int last, ErrorCode code, String text) {
    byte[] debug = text.getBytes(StandardCharsets.US_ASCII);
    putHead(out, 8 + debug.length, GOAWAY, 0, 0);
    putInt(out, last);
    putInt(out, code.code());
    out.put(debug);
  }

  /// Puts WINDOW_UPDATE, §6.9.
  static void putWindowUpdate(WriteBatch out, int stream, int increment) {
    putHead(out, 4, WINDOW_UPDATE, 0, stream);
    putInt(out, increment);
  }
}
