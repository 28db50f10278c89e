package io.github.tinyhttp.http2;

import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.TlsTransport;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a client sends first, RFC 9113 §3.4, and what its TLS has to be like (§9.2).
final class Preface {
  private static final byte[] BYTES =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// The number of bytes.
  static final int LENGTH = BYTES.length;

  private Preface() {}

  /// Takes as much of the preface as has come.
  ///
  /// @param before how much of it was taken before
  /// @return how much of it is taken
  static int take(InputBuffer input, int before) throws ConnectionFault {
    int taken = before;
    while (taken < LENGTH && !input.isEmpty()) {
      if (input.bytes[input.start] != BYTES[taken]) {
        throw new ConnectionFault(ErrorCode.PROTOCOL_ERROR, "this is no preface of HTTP/2");
      }
      taken++;
      input.start++;
    }
    return taken;
  }

  /// Checks what TLS has agreed on.
  static void checkSecurity(@Nullable TlsTransport tls) throws ConnectionFault {
    if (tls != null
        && tls.session().getProtocol().equals("TLSv1.2")
        && isProhibited(tls.session().getCipherSuite())) {
      throw new ConnectionFault(
          ErrorCode.INADEQUATE_SECURITY, "that cipher suite is not for HTTP/2");
    }
  }

  /// Whether a cipher suite of TLS 1.2 is among those of Appendix A, which have no ephemeral keys,
  /// or no authenticated encryption.
  static boolean isProhibited(String suite) {
    boolean ephemeral = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
    boolean authenticated =
        suite.contains("_GCM_") || suite.contains("_CCM") || suite.contains("_POLY1305");
    return !ephemeral || !authenticated;
  }
}
