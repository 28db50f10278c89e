package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What messages may have: trailer fields, tunnels, expectations and large lists of fields, RFC
/// 9113 §8 and §10.5.1.
class MessageRulesTest extends Http2Test {
  private static final String[] GET = TestClient.GET;
  private static final String[] POST = TestClient.POST;

  // ---- names and values

  static Stream<Arguments> prohibitedNames() {
    return Stream.concat(
            Stream.iterate(0, octet -> octet + 1).limit(0x21),
            Stream.concat(
                Stream.iterate(0x41, octet -> octet + 1).limit(26),
                Stream.iterate(0x7F, octet -> octet + 1).limit(0x81)))
        .map(octet -> Arguments.of((char) octet.intValue()));
  }

  @ParameterizedTest
  @MethodSource("prohibitedNames")
  @Covers({"9113-8.2.1-1", "9113-8.2.1-4", "9113-8.2.1-5"})
  void no_octet_that_is_prohibited_is_in_a_name(char octet) throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    int stream = 1;
    for (String name : List.of(octet + "a", "a" + octet, "" + octet)) {
      client.get(stream, name, "v");
      assertThat(client.response(stream).status()).isEqualTo(400);
      isReset(client, stream, ErrorCode.PROTOCOL_ERROR);
      stream += 2;
    }
  }

  /// RFC 9113 §8.2.1, the note: only the syntax of fields as such makes a request malformed.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accept: ;;;",
        "if-modified-since: never",
        "range: everything",
        "authorization:",
        "content-type: nothing at all",
        "cookie: \"",
        "priority: ???",
        "date: today"
      })
  @Covers("9113-8.2.1-4")
  void a_value_that_is_wrong_for_its_field_is_no_fault_of_the_message(String field)
      throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    int colon = field.indexOf(':');
    client.get(1, field.substring(0, colon), field.substring(colon + 1).strip());
    assertThat(client.response(1).text()).isEqualTo("handled");
  }

  @Test
  @Covers("9113-8.2.2-3")
  void te_of_trailers_may_come_in_any_case_and_more_than_once() throws Exception {
    TestClient client = h2(_ -> Response.text("handled"));
    client.get(1, "te", "trailers", "te", "Trailers");
    assertThat(client.response(1).text()).isEqualTo("handled");
    for (String other : List.of("trailers, gzip", "gzip", "trailers;q=0.5", "")) {
      TestClient wrong = h2(_ -> Response.text("handled"));
      wrong.get(1, "te", other);
      assertThat(wrong.response(1).status()).as(other).isEqualTo(400);
    }
  }

  @Test
  @Covers("9113-8.3.1-5")
  void the_authority_counts_and_not_the_host_beside_it() throws Exception {
    TestClient client =
        h2(request -> Response.text(request.authority().get() + request.headers().all("Host")));
    client.get(1, "host", "A");
    assertThat(client.response(1).text()).isEqualTo("a[a]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"100-continue", "100-Continue", ",100-continue,", "100-continue, 100-continue"})
  void an_expectation_is_a_list_without_case(String value) throws Exception {
    TestClient client = h2(request -> Response.text(request.text()));
    client.headers(1, 0, TestClient.with(POST, "expect", value));
    assertThat(client.decode(client.next(Frames.HEADERS))).containsExactly(":status: 100");
    client.data(1, Frames.END_STREAM, "body");
    assertThat(client.response(1).text()).isEqualTo("body");
  }

  // ---- trailer fields

  /// What would mean something in the header section means nothing here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "host: b",
        "content-length: 99",
        "content-length: none",
        "expect: mercy",
        "cookie: a=b",
        "te: gzip",
        "authorization: x",
        "priority: u=0"
      })
  void a_trailer_field_says_nothing_of_the_request(String field) throws Exception {
    TestClient client =
        h2(
            request ->
                Response.text(
                    request.text() + request.authority().get() + request.trailers().size()));
    int colon = field.indexOf(':');
    String name = field.substring(0, colon);
    String value = field.substring(colon + 2);
    for (int stream = 1; stream < 5; stream += 2) {
      client.headers(stream, 0, POST).data(stream, 0, "hi");
      client.headers(stream, Frames.END_STREAM, name, value, name, value);
      assertThat(client.response(stream).text()).isEqualTo("hia2");
    }
  }

  static Stream<Arguments> malformedTrailers() {
    return Stream.of(
        Arguments.of("connection", new String[] {"connection", "close"}),
        Arguments.of("transfer-encoding", new String[] {"transfer-encoding", "chunked"}),
        Arguments.of("upgrade", new String[] {"upgrade", "h3"}),
        Arguments.of(":method", new String[] {":method", "GET"}),
        Arguments.of(":status", new String[] {":status", "200"}),
        Arguments.of("a value with LF", new String[] {"a", "b\nc"}),
        Arguments.of("a blank before a value", new String[] {"a", " b"}),
        Arguments.of("an empty name", new String[] {"", "b"}),
        Arguments.of("too large", new String[] {"a", "b".repeat(70_000)}),
        Arguments.of("too many", many()));
  }

  private static String[] many() {
    String[] many = new String[2 * 201];
    Arrays.fill(many, "a");
    return many;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedTrailers")
  @Covers({"9113-8.2.2-1", "9113-8.3-1", "9113-8.1-5"})
  void malformed_trailer_fields_reset_the_stream_and_no_other(String what, String[] fields)
      throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, POST);
    receive(server);
    sendBlock(client, 1, Frames.END_STREAM, TestClient.block(fields));
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.get(3);
    receive(server).respond(Response.text(what));
    assertThat(client.response(3).text()).isEqualTo(what);
  }

  /// Sends a block in as few frames as can be.
  private static void sendBlock(TestClient client, int stream, int flags, byte[] block) {
    for (int at = 0; at == 0 || at < block.length; at += Frames.PAYLOAD) {
      byte[] part = Arrays.copyOfRange(block, at, Math.min(block.length, at + Frames.PAYLOAD));
      int last = at + Frames.PAYLOAD >= block.length ? Frames.END_HEADERS : 0;
      if (at == 0) {
        client.frame(Frames.HEADERS, flags | last, stream, part);
      } else {
        client.frame(Frames.CONTINUATION, last, stream, part);
      }
    }
  }

  // ---- CONNECT

  @Test
  @Covers("9113-8.5-2")
  void headers_in_a_tunnel_reset_its_stream() throws Exception {
    Server server =
        closedAfter(
            Server.builder().bind(0).options(options()).handleMethods(HttpMethod.CONNECT).start());
    TestClient client = h2(server);
    client.headers(1, 0, ":method", "CONNECT", ":authority", "a:1");
    Request request = receive(server);
    client.data(1, 0, "through the tunnel");
    assertThat(request.body().readNBytes(18)).hasSize(18);
    client.headers(1, Frames.END_STREAM, "sum", "1");
    Frame frame = client.frames().read();
    while (frame.type() == Frames.WINDOW_UPDATE) {
      frame = client.frames().read();
    }
    assertThat(frame.type()).isEqualTo(Frames.RST_STREAM);
    client.barrier();
  }

  // ---- responses

  @Test
  @Covers({
    "9113-8.1-6",
    "9113-8.3-2",
    "9113-8.3-3",
    "9113-8.3.2-1",
    "9113-8.6-1",
    "9113-8.2-1",
    "9113-6.4-2"
  })
  void responses_have_a_status_each_and_no_other_pseudo_header_field() throws Exception {
    TestClient client =
        h2(
            request -> {
              request.inform(103, Headers.of("Link", "</a>"));
              return Response.stream(out -> out.write(1)).withTrailers(Headers.of("X-Sum", "1"));
            });
    client.get(1);
    List<String> hints = client.decode(client.next(Frames.HEADERS));
    List<String> head = client.decode(client.next(Frames.HEADERS));
    client.next(Frames.DATA);
    List<String> trailers = client.decode(client.next(Frames.HEADERS));
    assertThat(hints).containsExactly(":status: 103", "link: </a>");
    assertThat(head.getFirst()).isEqualTo(":status: 200");
    assertThat(head.subList(1, head.size())).noneMatch(field -> field.startsWith(":"));
    assertThat(trailers).containsExactly("x-sum: 1");
  }

  @Test
  @Covers("9113-8.6-1")
  void there_is_no_101() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> request.inform(101, Headers.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(request.offersUpgrade("echo")).isFalse();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
  }

  // ---- large lists

  /// Each octet of a block can stand for four kilobytes: the sum is more than any `int` if the
  /// limit for heads is large.
  @Test
  @Covers({"9113-10.5.1-1", "9113-10.5-1"})
  void a_list_of_gigabytes_gets_431_whatever_the_limit_is() throws Exception {
    Server server =
        server(
            request -> Response.text(request.header("x").orElse("none")),
            options().withLimits(Limits.defaults().withHead(1 << 20)));
    TestClient client = h2(server);
    byte[] entry = TestClient.block("x", "v".repeat(4_000));
    entry[0] = 0x40;
    byte[] head = TestClient.block(GET);
    byte[] bomb = new byte[1_500_000];
    Arrays.fill(bomb, (byte) 0xBE);
    System.arraycopy(head, 0, bomb, 0, head.length);
    System.arraycopy(entry, 0, bomb, head.length, entry.length);
    sendBlock(client, 1, Frames.END_STREAM, bomb);
    assertThat(client.response(1).status()).isEqualTo(431);
    byte[] next = Arrays.copyOf(head, head.length + 1);
    next[head.length] = (byte) 0xBE;
    client.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 3, next);
    assertThat(client.response(3).text()).isEqualTo("v".repeat(4_000));
  }
}
