package io.github.tinyhttp.semantics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that are coded, from the fields to what the application reads.
class DecodedBodyTest extends EachVersionTest {
  private static final byte[] HELLO = "hello, wörld".getBytes(UTF_8);

  private static byte[] encode(byte[] content, String... names) throws IOException {
    byte[] coded = content;
    for (String name : names) {
      var out = new ByteArrayOutputStream();
      try (OutputStream encoder = Codings.named(name).orElseThrow().encode(out, 9)) {
        encoder.write(coded);
      }
      coded = out.toByteArray();
    }
    return coded;
  }

  private static Request request(String codings, byte[] body) {
    return Requests.of("POST", "/", body, "Content-Encoding", codings);
  }

  private static int status(Request request) {
    return catchThrowableOfType(HttpException.class, request::text).status().code();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "GZip", "x-gzip", "deflate", "identity, gzip, identity", ",gzip,"})
  void text_is_decoded(String coding) throws IOException {
    byte[] body = encode(HELLO, coding.endsWith("e") ? "deflate" : "gzip");
    if (coding.endsWith("identity")) {
      body = encode(HELLO, "gzip");
    }
    Request request = request(coding, body);
    assertThat(request.text()).isEqualTo("hello, wörld");
  }

  @Test
  void codings_are_undone_from_the_last_to_the_first() throws IOException {
    byte[] body = encode(HELLO, "gzip", "deflate", "gzip");
    assertThat(request("gzip, deflate, x-gzip", body).text()).isEqualTo("hello, wörld");
    Request lines =
        Requests.of(
            "POST", "/", body, "Content-Encoding", "gzip", "Content-Encoding", "deflate, gzip");
    assertThat(lines.text()).isEqualTo("hello, wörld");
    assertThat(status(request("gzip, gzip, deflate", body))).isEqualTo(400);
  }

  @Test
  void body_and_bytes_give_what_was_sent() throws IOException {
    byte[] body = encode(HELLO, "gzip");
    assertThat(request("gzip", body).bytes()).isEqualTo(body);
    assertThat(request("gzip", body).body().readAllBytes()).isEqualTo(body);
    assertThat(request("gzip", body).decodedBody().readAllBytes()).isEqualTo(HELLO);
  }

  @Test
  void what_is_not_coded_stays_as_it_is() throws IOException {
    Request request = Requests.post("/", "hello");
    assertThat(request.decodedBody()).isSameAs(request.body());
    assertThat(request("identity", HELLO).text()).isEqualTo("hello, wörld");
    assertThat(request("", HELLO).text()).isEqualTo("hello, wörld");
    assertThat(request("gzip", new byte[0]).text()).isEmpty();
    assertThat(request("gzip", new byte[0]).decodedBody().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compress",
        "x-compress",
        "exi",
        "gzip;q=1",
        "gz ip",
        "\"gzip\"",
        "gzip, unknown",
        "*",
        "gzip, gzip, gzip, gzip"
      })
  void an_unknown_coding_is_refused_with_what_is_known(String codings) throws IOException {
    Request request = request(codings, encode(HELLO, "gzip"));
    HttpException refusal = catchThrowableOfType(HttpException.class, request::decodedBody);
    assertThat(refusal.status().code()).isEqualTo(415);
    Headers fields = refusal.response().headers();
    assertThat(fields.first("Accept-Encoding")).hasValue("gzip, deflate");
  }

  @Test
  void what_is_not_of_its_coding_is_the_clients_fault() throws IOException {
    byte[] body = encode(HELLO, "gzip");
    assertThat(status(request("gzip", HELLO))).isEqualTo(400);
    assertThat(status(request("gzip", Arrays.copyOf(body, body.length - 1)))).isEqualTo(400);
    assertThat(status(request("gzip", Arrays.copyOf(body, body.length + 1)))).isEqualTo(400);
    assertThat(status(request("deflate", body))).isEqualTo(400);
  }

  @Test
  void an_error_stays_an_error() throws IOException {
    byte[] body = encode(HELLO, "gzip");
    InputStream decoded = request("gzip", Arrays.copyOf(body, body.length - 1)).decodedBody();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(decoded::readAllBytes).isInstanceOf(HttpException.class);
    }
    InputStream closed = request("gzip", body).decodedBody();
    closed.close();
    assertThatThrownBy(closed::read)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("the stream is closed");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_bomb_is_not_unfolded(int layers) throws IOException {
    String[] codings = new String[layers];
    Arrays.fill(codings, "gzip");
    byte[] bomb = encode(new byte[64 << 20], codings);
    InputStream decoded = request(String.join(",", codings), bomb).decodedBody();
    var thrown = catchThrowableOfType(HttpException.class, () -> drain(decoded));
    assertThat(thrown.status().code()).isEqualTo(413);
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[8 << 10];
    long sum = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sum += count;
    }
    return sum;
  }

  @Test
  void what_grows_a_hundredfold_is_no_bomb() throws IOException {
    byte[] content = new byte[20 << 20];
    for (int i = 0; i < content.length; i += 64) {
      content[i] = (byte) (i >>> 6 ^ i >>> 13);
    }
    byte[] coded = encode(content, "gzip");
    assertThat(content.length / coded.length).isBetween(20, 100);
    assertThat(drain(request("gzip", coded).decodedBody())).isEqualTo(content.length);
    byte[] small = encode(new byte[1 << 20], "gzip");
    assertThat(drain(request("gzip", small).decodedBody())).isEqualTo(1 << 20);
  }

  /// A layer that grows to much and then shrinks to nothing costs time, if not memory.
  @Test
  void an_inner_layer_is_measured_too() throws IOException {
    byte[] empty = encode(new byte[0], "gzip");
    var members = new ByteArrayOutputStream();
    for (int i = 0; i < 2_000_000; i++) {
      members.writeBytes(empty);
    }
    byte[] bomb = encode(members.toByteArray(), "gzip");
    assertThat(status(request("gzip, gzip", bomb))).isEqualTo(413);
  }

  @Test
  void text_is_bounded_as_it_is_decoded() throws IOException {
    Server server =
        server(
            request -> Response.text("" + request.text().length()),
            options().withLimits(Limits.defaults().withBody(1000)));
    assertThat(post(server, "gzip", encode(new byte[1000], "gzip")).text()).isEqualTo("1000");
    assertThat(post(server, "gzip", encode(new byte[1001], "gzip")).status()).isEqualTo(413);
  }

  @Test
  void a_client_learns_what_is_accepted() throws IOException {
    Server server = server(request -> Response.text(request.text()));
    WireResponse refusal = post(server, "exi", HELLO);
    assertThat(refusal.status()).isEqualTo(415);
    assertThat(refusal.header("Accept-Encoding")).isEqualTo("gzip, deflate");
    assertThat(post(server, "gzip", HELLO).status()).isEqualTo(400);
    assertThat(post(server, "gzip", encode(HELLO, "gzip")).text()).isEqualTo("hello, wörld");
  }

  @Test
  void a_client_that_waits_is_not_asked_for_what_is_refused() throws IOException {
    Server server = server(request -> Response.text(request.text()));
    Conversation client = converse(server);
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: exi\r\nExpect: 100-continue\r\n"
            + "Content-Length: 100000\r\n\r\n");
    client.expectResponse(415);
  }

  /// The body is far larger than the heap would like, were it collected.
  @Test
  void a_streamed_body_is_decoded_as_it_comes() throws IOException {
    Server server = server(request -> Response.text("" + drain(request.decodedBody())));
    byte[] content = new byte[1 << 20];
    for (int i = 0; i < content.length; i += 50) {
      content[i] = (byte) (i >>> 6 ^ i >>> 13);
    }
    byte[] member = encode(content, "gzip");
    Conversation client = converse(server);
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: "
            + 50L * member.length
            + "\r\n\r\n");
    for (int i = 0; i < 50; i++) {
      client.send(member);
    }
    client.expectResponse(200, "" + (50 << 20));
  }

  /// Nothing of a bomb stays anywhere: it is refused while what was allocated is still small.
  @Test
  void a_bomb_costs_little_memory() throws IOException {
    byte[] bomb = encode(new byte[256 << 20], "gzip");
    Request request = request("gzip", bomb);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(status(request)).isEqualTo(413);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 20);
  }

  private WireResponse post(Server server, String coding, byte[] body) {
    Conversation client = converse(server);
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
            + coding
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n");
    return client.send(body).readResponse();
  }
}
