package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lists of very many fields. What they cost grows as they do.
class ManyFieldsTest extends Http2Test {
  private static String[] with(int count, String name, String value) {
    List<String> pairs = new ArrayList<>(List.of(TestClient.GET));
    for (int i = 0; i < count; i++) {
      pairs.addAll(List.of(name, value));
    }
    return pairs.toArray(String[]::new);
  }

  private static TestClient.Response ask(TestClient client, String[] pairs) {
    byte[] block = TestClient.block(pairs);
    var octets = new ByteArrayOutputStream();
    for (int at = 0; at < block.length; at += Frames.PAYLOAD) {
      byte[] some = Arrays.copyOfRange(block, at, Math.min(block.length, at + Frames.PAYLOAD));
      int type = at == 0 ? Frames.HEADERS : Frames.CONTINUATION;
      int end = at + some.length == block.length ? Frames.END_HEADERS : 0;
      octets.writeBytes(new Frame(type, end | Frames.END_STREAM, 1, some).octets());
    }
    client.frames().send(octets.toByteArray());
    return client.response(1);
  }

  /// If each field cost a copy of those before it, the client would not wait so long.
  @ParameterizedTest
  @CsvSource({
    "cookie, a=b",
    "priority, u=1",
    "expect, 100-continue",
    "te, trailers",
    "range, bytes=1-2",
    "x, y"
  })
  void of_one_name_are_taken_in_no_time(String name, String value) throws Exception {
    int count = 100_000;
    Server server =
        server(
            request -> Response.text("" + request.header(name).orElseThrow().length()),
            options().withLimits(Limits.defaults().withHead(32 << 20).withFields(count + 1)));
    TestClient.Response response = ask(h2(server), with(count, name, value));
    boolean isCookie = name.equals("cookie");
    int length = isCookie ? count * (value.length() + 2) - 2 : value.length();
    assertThat(response.text()).isEqualTo("" + length);
  }

  @Test
  void crumbs_of_cookies_count_as_one() throws Exception {
    Server server =
        server(
            request -> Response.text("" + request.cookieList().size()),
            options().withLimits(Limits.defaults().withFields(10)));
    assertThat(ask(h2(server), with(180, "cookie", "a=b")).text()).isEqualTo("180");
  }

  /// `:authority` is the `Host` of HTTP/1.1, of which it may have a copy.
  @Test
  void as_many_may_come_as_over_http_1() throws Exception {
    Server server =
        server(
            request -> Response.text("" + request.headers().size()),
            options().withLimits(Limits.defaults().withFields(10)));
    for (int count = 8; count <= 10; count++) {
      int expected = count < 10 ? 200 : 431;
      String lines = "GET / HTTP/1.1\nHost: a\n" + "x: y\n".repeat(count) + "\n";
      assertThat(client(server).sendLines(lines).readResponse().status()).isEqualTo(expected);
      assertThat(ask(h2(server), with(count, "x", "y")).status()).isEqualTo(expected);
      String[] copied = TestClient.with(with(count, "x", "y"), "host", "a");
      assertThat(ask(h2(server), copied).status()).isEqualTo(expected);
      String[] named = TestClient.but(copied, ":authority", "");
      assertThat(ask(h2(server), named).status()).isEqualTo(expected);
    }
  }
}
