package io.github.tinyhttp.transcript;

import io.github.tinyhttp.syntax.Ascii;
import java.util.HexFormat;

/// The line of a frame of HTTP/2: its type, flags and length, and what short frames say.
final class Http2FrameText {
  private static final String[] ERRORS = {
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED"
  };

  private Http2FrameText() {}

  /// The line of a frame whose payload may be missing.
  static String withoutPayload(Http2Frame frame) {
    String flags = frame.flagNames();
    return frame.name() + (flags.isEmpty() ? "" : " " + flags) + " " + frame.length() + "B";
  }

  /// The line of a whole frame.
  static String of(Http2Frame frame) {
    return withoutPayload(frame)
        + switch (frame.type()) {
          case Http2Frame.RST_STREAM -> frame.length() == 4 ? " " + error(frame.intAt(0)) : "";
          case Http2Frame.SETTINGS -> settings(frame);
          case Http2Frame.PING -> frame.length() == 8 ? " " + hex(frame) : "";
          case Http2Frame.GOAWAY -> goAway(frame);
          case Http2Frame.WINDOW_UPDATE ->
              frame.length() == 4 ? " +" + (frame.intAt(0) & Integer.MAX_VALUE) : "";
          case Http2Frame.PRIORITY_UPDATE -> priorityUpdate(frame);
          default -> "";
        };
  }

  private static String error(int code) {
    return code >= 0 && code < ERRORS.length ? ERRORS[code] : "0x" + Integer.toHexString(code);
  }

  private static String hex(Http2Frame frame) {
    return "0x" + HexFormat.of().formatHex(frame.bytes(), frame.start(), frame.end());
  }

  private static String settings(Http2Frame frame) {
    var text = new StringBuilder();
    for (int at = 0; at + 6 <= frame.length() && text.length() < Escape.MOST; at += 6) {
      int setting = frame.intAt(at) >>> 16;
      long value = frame.intAt(at + 2) & 0xFFFF_FFFFL;
      text.append(' ').append(name(setting)).append('=').append(value);
    }
    return text.toString();
  }

  private static String name(int setting) {
    return switch (setting) {
      case 1 -> "HEADER_TABLE_SIZE";
      case 2 -> "ENABLE_PUSH";
      case 3 -> "MAX_CONCURRENT_STREAMS";
      case 4 -> "INITIAL_WINDOW_SIZE";
      case 5 -> "MAX_FRAME_SIZE";
      case 6 -> "MAX_HEADER_LIST_SIZE";
      case 8 -> "ENABLE_CONNECT_PROTOCOL"; // RFC 8441
      case 9 -> "NO_RFC7540_PRIORITIES"; // RFC 9218
      default -> "0x" + Integer.toHexString(setting);
    };
  }

  private static String goAway(Http2Frame frame) {
    if (frame.length() < 8) {
      return "";
    }
    String text = Ascii.latin1(frame.bytes(), frame.start() + 8, frame.end());
    return " last="
        + (frame.intAt(0) & Integer.MAX_VALUE)
        + " "
        + error(frame.intAt(4))
        + (text.isEmpty() ? "" : " " + Escape.quoted(text));
  }

  private static String priorityUpdate(Http2Frame frame) {
    if (frame.length() < 4) {
      return "";
    }
    String value = Ascii.latin1(frame.bytes(), frame.start() + 4, frame.end());
    return " for=" + (frame.intAt(0) & Integer.MAX_VALUE) + " " + Escape.quoted(value);
  }
}
