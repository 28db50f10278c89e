package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// Which cipher suites of TLS 1.2 are for HTTP/2, RFC 9113 §9.2.2.
class PrefaceTest {
  /// The list of Appendix A.
  private static Set<String> prohibited() throws IOException {
    try (var list = PrefaceTest.class.getResourceAsStream("/tls/prohibited-cipher-suites.txt")) {
      assertThat(list).isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .collect(Collectors.toSet());
    }
  }

  @Test
  @Covers("9113-9.2.2-1")
  void the_suites_of_appendix_a_are_prohibited() throws Exception {
    assertThat(prohibited()).hasSize(276).allMatch(Preface::isProhibited);
  }

  /// The suites of TLS 1.3, and what is no suite but only looks like one, are never agreed on in
  /// TLS 1.2.
  @Test
  @Covers("9113-9.2.2-2")
  void no_other_suite_is() throws Exception {
    Set<String> prohibited = prohibited();
    Stream<String> others =
        Stream.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
            .map(suite -> suite.replaceFirst("^SSL_", "TLS_"))
            .filter(suite -> suite.contains("_WITH_") && !prohibited.contains(suite));
    assertThat(others)
        .contains("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
        .noneMatch(Preface::isProhibited);
    assertThat(
            Stream.of(
                "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
                "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"))
        .noneMatch(Preface::isProhibited);
  }
}
