package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.LastLines;
import io.github.tinyhttp.testkit.WireClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What no client and no consumer can do: write lines of its own, have secrets shown, or hold up
/// others.
class SafeTranscriptTest extends RecordedTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private static final Handler HELLO =
      _ ->
          Response.text("hello")
              .withHeader("Set-Cookie", "id=secret")
              .withHeader("Location", "/b#token=secret");

  private static boolean isSafe(String line) {
    return line.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  // ---- injection

  @Test
  void no_byte_of_a_client_gets_into_a_line_as_it_is() throws Exception {
    Server server = recorded(HELLO, transcript().withFields().unsafeWithBytes());
    var octets = new StringBuilder();
    for (char c = 0; c < 0x100; c++) {
      octets.append(c);
    }
    String evil = octets.toString();
    for (String request :
        List.of(
            "GET /" + evil + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /" + evil.replace("\n", "").replace(" ", "") + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + evil.replace("\n", "") + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n" + evil.replace("\n", "") + ": b\r\n\r\n",
            evil)) {
      try (WireClient client = WireClient.connect(server.port())) {
        client.send(request);
        client.halfClose();
        assertThat(client.readToCut()).contains(" 400 ");
      }
    }
    server.close();
    assertThat(lines()).allMatch(SafeTranscriptTest::isSafe, "is printable ASCII");
    assertThat(lines()).anyMatch(line -> line.contains("\\x1B"));
  }

  @Test
  void a_line_end_in_a_target_begins_no_line() throws Exception {
    Server server = recorded(HELLO, transcript().withFields());
    WireClient client = client(server);
    String get = "GET /\rconn=9\t\\r\u001B[2J\u00E4\u202E".replace("\u202E", "\u00E2\u0080\u00AE");
    client.send(get + " HTTP/1.1\r\nHost: a\r\n\r\n");
    client.readToEnd();
    client.close();
    assertThat(exchanged().getFirst())
        .startsWith("req=1 << head GET /\\rconn=9\\t\\\\r\\x1B[2J\\xE4\\xE2\\x80\\xAE HTTP/1.1 ");
  }

  @Test
  void a_text_without_end_is_cut() throws Exception {
    Server server = recorded(HELLO);
    WireClient client = client(server);
    client.send("GET /" + "a".repeat(4999) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    client.expectResponse(200, "hello");
    client.close();
    assertThat(exchanged().getFirst())
        .isEqualTo(
            "req=1 << head GET /%s\\+2952 HTTP/1.1 %dB".formatted("a".repeat(2047), 5004 + 22));
  }

  // ---- secrets

  @Test
  void fields_are_shown_without_secrets() throws Exception {
    Transcript transcript =
        transcript().withFields().withRedacted("X-Api-Key", "x-other").withRedactedQuery();
    WireClient client = client(recorded(HELLO, transcript));
    client.send(
        "GET /a?token=secret HTTP/1.1\r\nHost: a\r\nAUTHORIZATION: Basic secret\r\n"
            + "Proxy-Authorization: Basic secret\r\nCookie: secret\r\nx-api-key: secret\r\n"
            + "Referer: http://b/?q=secret\r\nAccept: */*\r\n\r\n");
    client.expectResponse(200, "hello");
    client.close();
    assertThat(exchanged()).noneMatch(line -> line.contains("secret"));
    assertThat(exchanged())
        .anyMatch(line -> line.startsWith("req=1 << head GET /a?[redacted] HTTP/1.1 "))
        .containsSubsequence(
            "req=1 << field Host: a",
            "req=1 << field AUTHORIZATION: [redacted]",
            "req=1 << field Proxy-Authorization: [redacted]",
            "req=1 << field Cookie: [redacted]",
            "req=1 << field x-api-key: [redacted]",
            "req=1 << field Referer: http://b/?[redacted]",
            "req=1 << field Accept: */*",
            "req=1 >> field Set-Cookie: [redacted]",
            "req=1 >> field Location: /b#[redacted]");
  }

  /// A name that is not one may be that of a secret all the same.
  @Test
  void nothing_is_shown_of_what_is_no_field() throws Exception {
    WireClient client = client(recorded(HELLO, transcript().withFields()));
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization : secret\r\nCookie: a\r\n b=secret\r\n"
            + "\0Cookie: secret\r\n\r\n");
    client.readToEnd();
    client.close();
    assertThat(exchanged()).noneMatch(line -> line.contains("secret"));
    assertThat(exchanged()).contains("req=1 << field malformed 22B", "req=1 << field malformed 9B");
  }

  @Test
  void trailers_have_no_secrets_either() throws Exception {
    WireClient client =
        client(recorded(request -> Response.text(request.text()), transcript().withFields()));
    client.send(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "0\r\nX-A: b\r\nX-Cookie: c\r\nCookie: secret\r\n\r\n");
    client.readResponse();
    client.close();
    assertThat(exchanged()).noneMatch(line -> line.contains("secret"));
    assertThat(exchanged())
        .containsSubsequence(
            "req=1 << field X-A: b",
            "req=1 << field X-Cookie: c",
            "req=1 << field Cookie: [redacted]");
  }

  @Test
  void all_bytes_are_shown_by_the_unsafe_option_only() throws Exception {
    WireClient client = client(recorded(HELLO, transcript().unsafeWithBytes()));
    client.send("GET /\"?q HTTP/1.1\r\nHost: a\r\n\r\n".replace("\"", "%22")).readResponse();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n\"\\\0").readResponse();
    client.close();
    assertThat(exchanged())
        .contains(
            "<< bytes \"GET /%22?q HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n\"",
            "<< bytes \"POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\n\\r\\n"
                + "\\\"\\\\\\x00\"")
        .anyMatch(line -> line.startsWith(">> bytes \"HTTP/1.1 200 OK\\r\\n"));
  }

  @Test
  void many_fields_are_counted() throws Exception {
    var options = with(transcript().withFields());
    WireClient client = client(server(HELLO, options.withLimits(options.limits().withFields(500))));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(300) + "\r\n").readResponse();
    client.close();
    assertThat(exchanged())
        .contains("req=1 << field 101 more")
        .filteredOn(line -> line.startsWith("req=1 << field "))
        .hasSize(201);
  }

  // ---- consumers

  @Test
  void a_slow_consumer_delays_no_client_and_misses_lines() throws Exception {
    var begun = new CountDownLatch(1);
    var released = new CountDownLatch(1);
    var lines = new LastLines(1_000_000);
    Transcript transcript =
        Transcript.to(
            line -> {
              begun.countDown();
              Await.opened(released);
              lines.accept(line);
            });
    String get = "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    Server server =
        server(_ -> Response.empty().withHeaders(Headers.empty()), with(transcript.withFields()));
    WireClient client = client(server);
    for (int i = 0; i < 2500; i++) {
      client.send(get).expectResponse(204);
    }
    Await.opened(begun);
    released.countDown();
    Await.until("lines are read", () -> lines.lines().size() > 1000);
    client.renewDeadline().send(GET).expectResponse(204);
    server.close();
    List<String> all = lines.lines();
    int total = 1 + 2500 * 3; // at least: a line for each head, and for Host
    int kept = (int) all.stream().filter(line -> line.startsWith("conn=")).count();
    long dropped =
        all.stream()
            .filter(line -> line.startsWith("dropped "))
            .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
            .sum();
    assertThat(dropped).isPositive();
    assertThat(kept + dropped).isGreaterThanOrEqualTo(total);
    assertThat(all.getFirst()).startsWith("conn=1 opened ");
    assertThat(all).contains("conn=1 req=2501 << head GET / HTTP/1.1 " + GET.length() + "B");
    assertThat(all.stream().mapToLong(line -> line.length() + 64).limit(kept - 100).sum())
        .as("memory of what waited")
        .isLessThan(5 << 20);
  }

  @Test
  void a_consumer_that_throws_gets_the_next_line_all_the_same() throws Exception {
    var count = new AtomicInteger();
    Transcript transcript =
        Transcript.to(
            _ -> {
              count.incrementAndGet();
              throw new IllegalStateException("from a test: the consumer fails");
            });
    Server server = recorded(HELLO, transcript);
    client(server).send(GET).expectResponse(200, "hello");
    Await.until("all lines are given", () -> count.get() == 4);
  }

  @Test
  void the_end_of_a_server_waits_for_its_last_line() throws Exception {
    var lines = new LastLines(100);
    Transcript transcript =
        Transcript.to(
            line -> {
              Thread.yield();
              lines.accept(line);
            });
    Server server = recorded(HELLO, transcript);
    WireClient client = client(server);
    client.send(GET).expectResponse(200, "hello");
    server.close();
    assertThat(lines.lines()).last().asString().matches("conn=1 (closed|reset)");
  }

  @Test
  void a_consumer_may_close_the_server() throws Exception {
    var closed = new CountDownLatch(1);
    var server = new Server[1];
    var ready = new CountDownLatch(1);
    Transcript transcript =
        Transcript.to(
            line -> {
              if (line.endsWith(" content 5B")) {
                Await.opened(ready);
                server[0].close();
                closed.countDown();
              }
            });
    server[0] = recorded(HELLO, transcript);
    ready.countDown();
    client(server[0]).send(GET).expectResponse(200, "hello");
    Await.opened(closed);
  }

  @Test
  void two_servers_may_share_a_consumer() throws Exception {
    for (int i = 0; i < 2; i++) {
      client(recorded(HELLO)).send(GET).expectResponse(200, "hello");
    }
    Await.until(
        "both are recorded",
        () -> lines().stream().filter("conn=1 req=1 >> content 5B"::equals).count() == 2);
  }

  @Test
  void a_transcript_is_a_value() {
    Transcript one = transcript();
    assertThat(one.withFields()).isEqualTo(one.withFields()).hasSameHashCodeAs(one.withFields());
    assertThat(one.withFields()).isNotEqualTo(one);
    assertThat(one.showsFields()).isFalse();
    assertThat(one.isRedacted("SET-Cookie")).isTrue();
    assertThat(one.isRedacted("x")).isFalse();
    assertThat(one.withRedacted("X").isRedacted("x")).isTrue();
    assertThat(one.toString().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
  }
}
