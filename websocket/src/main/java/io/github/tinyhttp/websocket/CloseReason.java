package io.github.tinyhttp.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Why a WebSocket is closed, RFC 6455 §7.4.
///
/// @param code the status code of the client's close frame; [#NO_CODE] if that frame had none,
///   [#ABNORMAL] if the connection ended without one
/// @param reason a text for logs, usually empty
public record CloseReason(int code, String reason) {
  /// The purpose of the connection has been fulfilled.
  public static final int NORMAL = 1000;

  /// One side is going away: the server shuts down, or the user leaves the page.
  public static final int GOING_AWAY = 1001;

  /// The peer broke a rule of the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// The peer sent a type of message, text or binary, that the endpoint does not accept.
  public static final int UNSUPPORTED = 1003;

  /// The client's close frame had no code. This code is never sent.
  public static final int NO_CODE = 1005;

  /// The connection ended without a close frame from the client. This code is never sent.
  public static final int ABNORMAL = 1006;

  /// The content of a message does not match its type, such as text that is not UTF-8.
  public static final int INVALID_CONTENT = 1007;

  /// A message violates a policy of the application.
  public static final int POLICY = 1008;

  /// A message or a frame is too large.
  public static final int TOO_LARGE = 1009;

  /// The server failed to handle a message.
  public static final int FAILURE = 1011;

  /// The payload of a close frame without a code.
  static final byte[] NO_PAYLOAD = {};

  /// Whether the connection ended without a close frame from the client.
  public boolean isAbnormal() {
    return code == ABNORMAL;
  }

  /// Whether a close frame may carry this code, by RFC 6455 §7.4 and the IANA registry. Only
  /// clients may send 1010.
  static boolean isAllowedInFrame(int code) {
    return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)
        || code >= 3000 && code <= 4999;
  }

  /// Encodes the payload of a close frame.
  ///
  /// @throws IllegalArgumentException if a server may not send this code, or the reason is too long
  static byte[] encode(int code, String reason) {
    if (!isAllowedInFrame(code) || code == 1010) {
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

  /// Decodes the payload of a client's close frame, RFC 6455 §5.5.1.
  static CloseReason decode(byte[] payload) throws WebSocketException {
    if (payload.length == 0) {
      return new CloseReason(NO_CODE, "");
    }
    if (payload.length == 1) {
      throw new WebSocketException(PROTOCOL_ERROR, "a close frame with half a code");
    }
    int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    if (!isAllowedInFrame(code)) {
      throw new WebSocketException(PROTOCOL_ERROR, "invalid close code " + code);
    }
    byte[] text = Arrays.copyOfRange(payload, 2, payload.length);
    var check = new Utf8Check();
    check.update(text, 0, text.length);
    check.finish();
    return new CloseReason(code, new String(text, StandardCharsets.UTF_8));
  }
}
