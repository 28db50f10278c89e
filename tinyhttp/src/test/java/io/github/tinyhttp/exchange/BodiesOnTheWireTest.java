package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies while they arrive, and content while it is made, over each version of HTTP.
class BodiesOnTheWireTest extends EachVersionTest {
  private static final String GET = get("/");
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static List<Dispatch> dispatches() {
    return List.of(
        Dispatch.INLINE,
        Dispatch.VIRTUAL_THREADS,
        Dispatch.on(task -> Thread.ofPlatform().daemon().start(task)));
  }

  @Test
  void a_part_of_a_body_can_be_read_before_the_rest_is_sent() throws Exception {
    Server server = server();
    Conversation client = converse(server).send(post(100_000) + "x".repeat(10));
    Request request = receive(server);
    assertThat(request.body().readNBytes(10)).hasSize(10);
    client.send("y".repeat(99_990));
    assertThat(request.body().readAllBytes()).hasSize(99_990);
    request.respond(Response.text("thanks"));
    client.expectResponse(200, "thanks");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 60_000, 100_000, 1_000_000})
  void what_a_handler_leaves_of_a_body_does_not_reach_the_next_request(int length)
      throws IOException {
    Conversation client = converse(request -> Response.text(request.path()));
    client.send("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
    client.send("GET /hidden HTTP/1.1\r\n".repeat(length / 22 + 1).substring(0, length));
    if (!client.expectResponse(200, "/1").announcesClose()) {
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200, "/2");
    }
  }

  @Test
  void a_body_read_in_part_is_skipped_to_its_end() throws IOException {
    Conversation client =
        converse(
            request -> Response.text(new String(request.body().readNBytes(3)) + request.path()));
    client.send(CHUNKED + "5\r\nhello\r\n5\r\nworld\r\n0\r\nX: y\r\n\r\n");
    client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
    client.expectResponse(200, "hel/");
    client.expectResponse(200, "/2");
  }

  @Test
  void a_response_whose_source_fails_at_once_becomes_an_error() throws IOException {
    Conversation client = converse(_ -> Response.stream(new FailingInput(3), 10));
    client.send(GET).expectResponse(500);
  }

  @Test
  void a_sized_response_whose_source_fails_is_cut_off() throws IOException {
    Conversation client =
        converse(_ -> Response.stream(new FailingInput(100_000), 100_010)).send(GET);
    assertThat(contentOf(client.readToCut())).hasSizeLessThan(100_010);
  }

  @Test
  void a_response_of_unknown_length_whose_source_fails_is_cut_off() throws IOException {
    Conversation client = converse(_ -> Response.stream(new FailingInput(100_000))).send(GET);
    assertThat(client.readToCut()).doesNotContain("\r\n0\r\n");
  }

  @Test
  void a_sized_response_whose_source_ends_too_early_is_cut_off() throws IOException {
    InputStream source = new ByteArrayInputStream(new byte[100_000]);
    Conversation client = converse(_ -> Response.stream(source, 100_010)).send(GET);
    assertThat(contentOf(client.readToCut())).hasSizeLessThan(100_010);
  }

  @Test
  void of_a_writer_the_length_may_be_announced() throws IOException {
    Conversation client = converse(_ -> written(100_000, 100_000)).send(GET);
    WireResponse response = client.expectResponse(200);
    assertThat(response.header("Content-Length")).isEqualTo("100000");
    assertThat(response.text()).isEqualTo("x".repeat(100_000));
    client.send(GET.replace("GET", "HEAD"));
    assertThat(client.expectResponse("HEAD", 200).header("Content-Length")).isEqualTo("100000");
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 100_001})
  void a_writer_that_does_not_keep_to_its_length_is_cut_off(int octets) throws IOException {
    ServerOptions compressing = options().withCompression(Compression.defaults());
    for (String fields : List.of("", "Accept-Encoding: gzip\r\n")) {
      Response response = written(octets, 100_000);
      Conversation client = converse(server(_ -> response, compressing));
      client.send("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
      if (octets > 100_000) {
        client.expectResponse(500); // nothing has left
      } else {
        assertThat(contentOf(client.readToCut())).hasSizeLessThan(100_000);
      }
    }
  }

  @Test
  void the_bound_of_one_body_is_the_applications() throws IOException {
    Server server =
        server(
            request ->
                switch (request.path()) {
                  case "/more" -> Response.text(request.text(20) + request.bytes(20).length);
                  case "/less" -> Response.bytes(request.bytes(5));
                  case "/text" -> Response.text(request.text(5));
                  default -> Response.text(request.text());
                },
            options().withLimits(Limits.defaults().withBody(10).withSmallBody(7)));
    for (int length : List.of(6, 15)) {
      String body = "x".repeat(length);
      for (String path : List.of("/more", "/less", "/text", "/")) {
        boolean fits = path.equals("/more") || path.equals("/") && length <= 10;
        Conversation client = converse(server);
        client.send(post(length).replace(" / ", " " + path + " ") + body);
        assertThat(client.readResponse().status()).as(path).isEqualTo(fits ? 200 : 413);
      }
    }
    Conversation client = converse(server).send(CHUNKED.replace(" / ", " /more ") + "f\r\n");
    client.send("x".repeat(15) + "\r\n0\r\n\r\n").expectResponse(200, "x".repeat(15) + "15");
    client.send(CHUNKED.replace(" / ", " /less ") + "6\r\nxxxxxx\r\n0\r\n\r\n");
    client.expectResponse(413);
  }

  @Test
  void continue_is_not_sent_when_the_body_is_not_asked_for() throws IOException {
    Conversation client = converse(_ -> Response.status(401));
    client.send(expecting(10)).expectResponse(401);
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000})
  void a_client_that_stops_in_the_middle_of_a_body_is_told_to_the_reader(int length)
      throws Exception {
    Queue<RefusalEvent> refused = new ConcurrentLinkedQueue<>();
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            refused.add(refusal);
          }
        };
    Server server =
        server(
            request -> {
              try {
                return Response.bytes(request.body().readAllBytes());
              } catch (HttpException e) {
                return Response.of(e.status().code(), "text/plain", "the handler knows");
              }
            },
            options().withEvents(events));
    Conversation client = converse(server).send(GET);
    client.expectResponse(200, "");
    client.send(post(length) + "x".repeat(length / 2)).halfClose();
    client.expectResponse(
        400, length > 64 << 10 ? "the handler knows" : "the body ends too early\n");
    Await.until("it is told", () -> !refused.isEmpty());
    RefusalEvent refusal = refused.remove();
    assertThat(refusal.rule().name()).isEqualTo("BODY_CUT");
    assertThat(refusal.request()).isPresent();
    client.close();
    assertThat(refused).isEmpty();
  }

  @Test
  void behind_the_response_no_thread_takes_what_came_for_the_whole_body() throws Exception {
    Server server = server();
    for (String message : List.of(post(100_000), CHUNKED + "186a0\r\n")) {
      Conversation client = converse(server).send(message + "x".repeat(50_000));
      Request request = receive(server);
      InputStream body = request.body();
      assertThat(body.readNBytes(10_000)).hasSize(10_000);
      request.respond(Response.text("enough"));
      client.expectResponse(200, "enough");
      assertThatThrownBy(body::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("responded to");
      client.close();
    }
  }

  @Test
  void a_thread_that_reads_while_another_one_responds_gets_no_part_for_the_whole()
      throws Exception {
    Server server = server();
    Conversation client = converse(server).send(post(100_000));
    client.send("x".repeat(10_000));
    Request request = receive(server);
    InputStream body = request.body();
    assertThat(body.readNBytes(10_000)).hasSize(10_000);
    Future<byte[]> rest = inBackground(body::readAllBytes);
    request.respond(Response.text("enough"));
    client.expectResponse(200, "enough");
    try {
      client.send("x".repeat(90_000));
    } catch (AssertionError e) {
      // the server has closed the connection
    }
    assertThatThrownBy(() -> result(rest)).hasCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void what_was_flushed_before_a_failure_reaches_the_client(Dispatch dispatch) throws Exception {
    Server server =
        server(
            request -> {
              if (request.path().equals("/stream")) {
                return Response.stream(BodiesOnTheWireTest::failAfterFlush);
              }
              failAfterFlush(request.begin(Response.status(200)));
              return Response.handled();
            },
            options().withDispatch(dispatch));
    for (String path : List.of("/stream", "/begin")) {
      assertThat(converse(server).send(get(path)).readToCut()).contains("before the failure");
    }
    String head = "HEAD /begin HTTP/1.1\r\nHost: a\r\n\r\n";
    converse(server).send(head).expectResponse("HEAD", 200);
  }

  private static void failAfterFlush(OutputStream out) throws IOException {
    out.write(Wire.octets("before the failure"));
    out.flush();
    throw new IllegalStateException("on purpose");
  }

  /// What follows the head, where a version has the head in the same octets.
  private static String contentOf(String octets) {
    return octets.startsWith("HTTP/1.1 ")
        ? octets.substring(octets.indexOf("\r\n\r\n") + 4)
        : octets;
  }

  private static Response written(int octets, long announced) {
    return Response.stream(
            out -> {
              out.write(Wire.octets("x".repeat(octets)));
              out.flush();
            },
            announced)
        .withType("text/plain");
  }

  private static String post(int length) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static String expecting(int length) {
    return post(length).replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
  }
}
