package io.github.tinyhttp.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Why a WebSocket is closed, RFC 6455 §7.4.
///
/// @param code the status code, [#NO_CODE] if the client gave none, [#ABNORMAL] if it has gone
///   without a word
/// @param reason for people, mostly empty
public record CloseReason(int code, String reason) {
  /// The purpose is fulfilled.
  public static final int NORMAL = 1000;

  /// One side goes away: a server that stops, a page that is left.
  public static final int GOING_AWAY = 1001;

  /// A rule of the protocol was broken.
  public static final int PROTOCOL_ERROR = 1002;

  /// A kind of message that is not understood.
  public static final int UNSUPPORTED = 1003;

  /// Never sent: the client gave no code.
  public static final int NO_CODE = 1005;

  /// Never sent: the connection ended without a close frame of the client.
  public static final int ABNORMAL = 1006;

  /// Content that is not what it claims to be, such as text that is not UTF-8.
  public static final int INVALID_CONTENT = 1007;

  /// A rule of the application was broken.
  public static final int POLICY = 1008;

  /// A message that is too large.
  public static final int TOO_LARGE = 1009;

  /// The server failed.
  public static final int FAILURE = 1011;

  /// Whether the connection ended without a close frame of the client.
  public boolean isAbnormal() {
    return code == ABNORMAL;
  }

  /// Whether a code may be in a close frame, RFC 6455 §7.4 and the registry of IANA. 1010 is for
  /// clients to send.
  static boolean isOnTheWire(int code) {
    return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)
        || code >= 3000 && code <= 4999;
  }

  /// The payload of a close frame.
  ///
  /// @throws IllegalArgumentException if a server cannot send that
  static byte[] encode(int code, String reason) {
    if (!isOnTheWire(code) || code == 1010) {
      throw new IllegalArgumentException("a server cannot close with " + code);
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (text.length > Frame.CONTROL_MAXIMUM - 2) {
      throw new IllegalArgumentException("a reason has at most 123 bytes, not " + text.length);
    }
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return payload;
  }

  /// Understands the payload of a client's close frame, RFC 6455 §5.5.1.
  static CloseReason decode(byte[] payload) throws WebSocketException {
    if (payload.length == 0) {
      return new CloseReason(NO_CODE, "");
    }
    if (payload.length == 1) {
      throw new WebSocketException(PROTOCOL_ERROR, "half a close code");
    }
    int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    if (!isOnTheWire(code)) {
      throw new WebSocketException(PROTOCOL_ERROR, "no code to close with: " + code);
    }
    byte[] text = Arrays.copyOfRange(payload, 2, payload.length);
    var check = new Utf8Check();
    check.take(text, 0, text.length);
    check.end();
    return new CloseReason(code, new String(text, StandardCharsets.UTF_8));
  }
}
