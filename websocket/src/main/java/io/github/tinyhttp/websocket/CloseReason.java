package io.github.tinyhttp.websocket;

import io.github.tinyhttp.SessionEndEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Why a WebSocket was closed, RFC 6455 §7.4.
///
/// @param code the status code of the close frame that began the end, whichever side sent it;
///   [#NO_CODE] if that frame had none, [#ABNORMAL] if neither side has sent one
/// @param reason the text of that frame, usually empty; for [#ABNORMAL] a text for logs
/// @param closedBy which side began the end
/// @param cause what failed: a [WebSocketException] if the client broke a rule or exceeded a limit,
///   what the listener threw, or how the connection broke; empty if nothing did
public record CloseReason(int code, String reason, Side closedBy, Optional<Throwable> cause) {
  /// Who began the end of a WebSocket.
  public enum Side {
    /// The client sent a close frame.
    CLIENT(SessionEndEvent.ClosedBy.CLIENT),
    /// This server sent a close frame first, or dropped the connection.
    SERVER(SessionEndEvent.ClosedBy.SERVER),
    /// The connection broke, or the client left it without a close frame.
    NEITHER(SessionEndEvent.ClosedBy.NEITHER);

    private final SessionEndEvent.ClosedBy told;

    Side(SessionEndEvent.ClosedBy told) {
      this.told = told;
    }

    /// The same as the server's listeners are told.
    SessionEndEvent.ClosedBy told() {
      return told;
    }
  }

  /// The purpose of the connection has been fulfilled.
  public static final int NORMAL = 1000;

  /// One side is going away: the server shuts down, or the user leaves the page.
  public static final int GOING_AWAY = 1001;

  /// The peer broke a rule of the protocol.
  public static final int PROTOCOL_ERROR = 1002;

  /// The peer sent a type of message, text or binary, that the endpoint does not accept.
  public static final int UNSUPPORTED = 1003;

  /// The close frame had no code. This code is never sent.
  public static final int NO_CODE = 1005;

  /// The connection ended without a close frame. This code is never sent.
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

  static CloseReason byClient(int code, String reason) {
    return new CloseReason(code, reason, Side.CLIENT, Optional.empty());
  }

  static CloseReason byServer(int code, String reason) {
    return new CloseReason(code, reason, Side.SERVER, Optional.empty());
  }

  static CloseReason broken(Throwable cause) {
    return new CloseReason(ABNORMAL, cause.toString(), Side.NEITHER, Optional.of(cause));
  }

  CloseReason withCause(Throwable failure) {
    return new CloseReason(code, reason, closedBy, Optional.of(failure));
  }

  /// Whether the connection ended without a close frame from either side.
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

  /// The payload of the close frame that this server sends: without a code if there is none, or if
  /// a server may not send it.
  byte[] toPayload() {
    return code == NO_CODE || code == 1010 ? NO_PAYLOAD : encode(code, reason);
  }

  /// Decodes the payload of a client's close frame, RFC 6455 §5.5.1.
  static CloseReason decode(byte[] payload) throws WebSocketException {
    if (payload.length == 0) {
      return byClient(NO_CODE, "");
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
    return byClient(code, new String(text, StandardCharsets.UTF_8));
  }
}
