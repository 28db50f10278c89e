package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.Arrays;
import java.util.StringJoiner;

/// Takes the frames of a WebSocket, RFC 6455 §5.2: type, flags and length, and of a close the code
/// and the reason.
final class WebSocketFrames implements Parser {
  private static final int CLOSE = 8;
  private static final String[] FLAGS = {"FIN", "RSV1", "RSV2", "RSV3"};

  private final Lines lines;
  private final Way way;

  /// The frame whose payload is awaited.
  private String frame = "";

  /// How many bytes of it are.
  private long left;

  WebSocketFrames(Lines lines, Way way) {
    this.lines = lines;
    this.way = way;
  }

  @Override
  public boolean take(InputBuffer bytes) {
    if (left > 0) {
      int count = (int) Math.min(left, bytes.size());
      bytes.start += count;
      left -= count;
      if (left == 0) {
        lines.write(way, frame);
      }
      return count > 0;
    }
    return bytes.size() >= 2 && begins(bytes);
  }

  private boolean begins(InputBuffer bytes) {
    byte[] all = bytes.bytes;
    int at = bytes.start;
    boolean masked = all[at + 1] < 0;
    int shortLength = all[at + 1] & 0x7F;
    int lengthSize = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    int head = 2 + lengthSize + (masked ? 4 : 0);
    int opcode = all[at] & 0xF;
    boolean coded = opcode == CLOSE && shortLength >= 2 && shortLength < 126;
    if (bytes.size() < head + (coded ? shortLength : 0)) {
      return false;
    }
    long length = shortLength;
    for (int i = 0; i < lengthSize; i++) {
      length = (i == 0 ? 0 : length << 8) | all[at + 2 + i] & 0xFF;
    }
    String end = coded ? end(all, at + head, shortLength, masked) : "";
    frame = name(opcode) + flags(all[at], masked) + " " + Long.toUnsignedString(length) + "B" + end;
    bytes.start += head;
    left = length < 0 ? Long.MAX_VALUE : length;
    if (left == 0) {
      lines.write(way, frame);
    }
    return true;
  }

  /// The code of a close, and its reason if it has one.
  private static String end(byte[] all, int at, int length, boolean masked) {
    byte[] payload = Arrays.copyOfRange(all, at, at + length);
    for (int i = 0; masked && i < length; i++) {
      payload[i] ^= all[at - 4 + i % 4];
    }
    int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    String reason = Ascii.latin1(payload, 2, length);
    return " " + code + (reason.isEmpty() ? "" : " " + Escape.quoted(reason));
  }

  private static String flags(byte first, boolean masked) {
    var names = new StringJoiner("|", " ", "").setEmptyValue("");
    for (int i = 0; i < FLAGS.length; i++) {
      if ((first & 0x80 >> i) != 0) {
        names.add(FLAGS[i]);
      }
    }
    if (masked) {
      names.add("MASK");
    }
    return names.toString();
  }

  private static String name(int opcode) {
    return switch (opcode) {
      case 0 -> "continuation";
      case 1 -> "text";
      case 2 -> "binary";
      case CLOSE -> "close";
      case 9 -> "ping";
      case 10 -> "pong";
      default -> "opcode-" + opcode;
    };
  }

  @Override
  public void cut(InputBuffer bytes) {
    if (left > 0) {
      lines.write(way, "cut " + left + "B missing");
    } else if (!bytes.isEmpty()) {
      lines.write(way, "cut");
    }
  }
}
