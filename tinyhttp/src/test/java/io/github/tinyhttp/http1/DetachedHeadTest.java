package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A head without a connection is read and framed by the rules of the wire.
class DetachedHeadTest {
  private static DetachedHead read(String lines) {
    byte[] bytes = (lines.replace("\n", "\r\n")).getBytes(StandardCharsets.ISO_8859_1);
    return DetachedHead.read(bytes, Limits.defaults(), false);
  }

  @Test
  void a_head_is_what_an_application_sees() {
    DetachedHead head =
        read("GET /a?b HTTP/1.1\nHost: localhost\nConnection: upgrade\nUpgrade: Raw\n\n");
    assertThat(head.request().method()).hasToString("GET");
    assertThat(head.isServerWide()).isFalse();
    assertThat(head.offered("raw")).hasValue("Raw");
    assertThat(head.offered("other")).isEmpty();
    assertThat(read("OPTIONS * HTTP/1.1\nHost: localhost\n\n").isServerWide()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: localhost\n\nmore",
        "GET / HTTP/1.1\nHost: localhost\n",
        "GET / HTTP/1.1\nHost:\n\n",
        "GET / HTTP/1.1\n\n",
        "GET / HTTP/1.1\nHost: localhost\nExpect: more\n\n",
        "GET / HTTP/1.1\nHost: localhost\nContent-Length: x\n\n"
      })
  void what_a_server_refuses_is_refused(String lines) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(lines));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 1.1, 200, 5, 5, true",
    "HEAD, 1.1, 200, 5, 5, false",
    "GET, 1.1, 204, 0, , false",
    "GET, 1.1, 205, 0, 0, false",
    "GET, 1.1, 304, 0, , false",
    "GET, 1.1, 200, , , true",
    "GET, 1.0, 200, , , true"
  })
  void a_response_is_framed_as_on_the_wire(
      String method, String version, int status, Long size, Long announced, boolean content) {
    DetachedHead head = read(method + " / HTTP/" + version + "\nHost: localhost\n\n");
    OptionalLong length = size == null ? OptionalLong.empty() : OptionalLong.of(size);
    Response response = Response.status(status).withHeader("X", "y");
    var framed = head.frame(response, length, Optional.of("tiny"));
    assertThat(framed.length())
        .isEqualTo(announced == null ? OptionalLong.empty() : OptionalLong.of(announced));
    assertThat(framed.content()).isEqualTo(content);
    assertThat(framed.trailers()).isFalse();
    assertThat(framed.fields().first("X")).hasValue("y");
    assertThat(framed.fields().first("Server")).hasValue("tiny");
  }
}
