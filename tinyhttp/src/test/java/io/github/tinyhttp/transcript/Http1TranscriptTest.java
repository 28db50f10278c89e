package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lines of HTTP/1.1, compared with the bytes that the client has sent and received.
class Http1TranscriptTest extends RecordedTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String CLOSE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static final Handler HELLO = _ -> Response.text("hello");

  private static final Handler ECHO = request -> Response.text(request.text());

  /// Reads a head, and returns its size.
  private static int head(WireClient client) {
    int size = 0;
    String line;
    do {
      line = client.readLine();
      size += line.length() + 2;
    } while (!line.isEmpty());
    return size;
  }

  /// Reads a response with content of a known length, and returns the size of its head.
  private static int response(WireClient client, String content) {
    int size = head(client);
    assertThat(client.readOctets(content.length())).isEqualTo(content);
    return size;
  }

  @Test
  void a_request_without_content() throws Exception {
    Server server = recorded(HELLO);
    WireClient client = client(server);
    String opened = opened(1, client.localAddress(), server);
    int head = response(client.send(GET), "hello");
    client.close();
    await("conn=1 closed");
    assertThat(lines())
        .containsExactly(
            opened,
            "conn=1 req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
            "conn=1 req=1 >> head 200 " + head + "B",
            "conn=1 req=1 >> content 5B",
            "conn=1 << end",
            "conn=1 closed");
  }

  @Test
  void connections_and_requests_are_counted() throws Exception {
    Server server = recorded(HELLO);
    for (int i = 1; i <= 2; i++) {
      WireClient client = client(server);
      int first = response(client.send(GET), "hello");
      int second = response(client.send(GET), "hello");
      client.close();
      assertThat(exchanged(i))
          .containsExactly(
              "req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
              "req=1 >> head 200 " + first + "B",
              "req=1 >> content 5B",
              "req=2 << head GET / HTTP/1.1 " + GET.length() + "B",
              "req=2 >> head 200 " + second + "B",
              "req=2 >> content 5B");
    }
  }

  @Test
  void content_of_a_known_length_counts_what_comes_at_once() throws Exception {
    WireClient client = client(recorded(ECHO));
    String head = "POST /a?b=c HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n";
    client.send(head + "abc");
    await("conn=1 req=1 << content 3B");
    int size = response(client.send("defg"), "abcdefg");
    client.close();
    isExchanged(
        "req=1 << head POST /a?b=c HTTP/1.1 " + head.length() + "B",
        "req=1 << content 3B",
        "req=1 << content 4B",
        "req=1 >> head 200 " + size + "B",
        "req=1 >> content 7B");
  }

  @Test
  void chunks_and_trailers() throws Exception {
    Handler handler =
        request -> {
          String text = request.text();
          return Response.stream(
                  out -> {
                    out.write(text.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    out.write('!');
                  })
              .withTrailers(Headers.of("X-Sum", "5"));
        };
    WireClient client = client(recorded(handler));
    String head =
        "POST / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(head + "4\r\nabcd\r\n1;x=y\r\ne\r\n0\r\nX-A: b\r\n\r\n");
    int size = head(client);
    client.expect("5\r\nabcde\r\n1\r\n!\r\n0\r\nX-Sum: 5\r\n\r\n");
    client.close();
    isExchanged(
        "req=1 << head POST / HTTP/1.1 " + head.length() + "B",
        "req=1 << chunk 4B",
        "req=1 << chunk 1B",
        "req=1 << last-chunk " + size("0\r\nX-A: b\r\n\r\n") + "B",
        "req=1 >> head 200 " + size + "B",
        "req=1 >> chunk 5B",
        "req=1 >> chunk 1B",
        "req=1 >> last-chunk " + size("0\r\nX-Sum: 5\r\n\r\n") + "B");
  }

  @Test
  void a_body_that_comes_byte_by_byte() throws Exception {
    WireClient client = client(recorded(ECHO));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    String body = "2\r\nab\r\n0\r\n\r\n";
    for (char octet : (head + body).toCharArray()) {
      client.send(String.valueOf(octet));
    }
    int size = response(client, "ab");
    client.close();
    assertThat(exchanged())
        .filteredOn(line -> !line.startsWith("req=1 << chunk"))
        .containsExactly(
            "req=1 << head POST / HTTP/1.1 " + head.length() + "B",
            "req=1 << last-chunk 5B",
            "req=1 >> head 200 " + size + "B",
            "req=1 >> content 2B");
  }

  @Test
  void pipelined_requests() throws Exception {
    WireClient client = client(recorded(HELLO));
    client.send(GET + "\r\n" + GET + GET.replace("GET", "OPTIONS"));
    int head = response(client, "hello");
    response(client, "hello");
    response(client, "hello");
    client.close();
    isExchanged(
        "req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
        "req=2 << head GET / HTTP/1.1 " + GET.length() + "B",
        "req=3 << head OPTIONS / HTTP/1.1 " + (GET.length() + 4) + "B",
        "req=1 >> head 200 " + head + "B",
        "req=1 >> content 5B",
        "req=2 >> head 200 " + head + "B",
        "req=2 >> content 5B",
        "req=3 >> head 200 " + head + "B",
        "req=3 >> content 5B");
  }

  @Test
  void interim_responses() throws Exception {
    Handler handler =
        request -> {
          request.inform(103, Headers.of("Link", "</a.css>; rel=preload"));
          return Response.text(request.text());
        };
    WireClient client = client(recorded(handler));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    client.send(head);
    int hints = head(client);
    int goOn = head(client);
    int size = response(client.send("hello"), "hello");
    client.close();
    isExchanged(
        "req=1 << head POST / HTTP/1.1 " + head.length() + "B",
        "req=1 >> head 103 " + hints + "B",
        "req=1 >> head 100 " + goOn + "B",
        "req=1 << content 5B",
        "req=1 >> head 200 " + size + "B",
        "req=1 >> content 5B");
  }

  @Test
  void responses_without_content() throws Exception {
    Handler handler = _ -> Response.text("hello").withETag(EntityTag.strong("v1"));
    WireClient client = client(recorded(handler));
    String get = "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"v1\"\r\n\r\n";
    String headRequest = GET.replace("GET", "HEAD");
    int first = head(client.send(headRequest));
    int second = head(client.send(get));
    response(client.send(GET), "hello");
    client.close();
    assertThat(exchanged())
        .startsWith(
            "req=1 << head HEAD / HTTP/1.1 " + headRequest.length() + "B",
            "req=1 >> head 200 " + first + "B",
            "req=2 << head GET / HTTP/1.1 " + get.length() + "B",
            "req=2 >> head 304 " + second + "B",
            "req=3 << head GET / HTTP/1.1 " + GET.length() + "B")
        .hasSize(7);
  }

  @Test
  void a_file(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("a");
    Files.write(file, new byte[300_000]);
    WireClient client = client(recorded(_ -> Response.file(file)));
    int head = head(client.send(CLOSE));
    assertThat(client.readToEnd()).hasSize(300_000);
    client.close();
    assertThat(exchanged())
        .startsWith(
            "req=1 << head GET / HTTP/1.1 " + CLOSE.length() + "B",
            "req=1 >> head 200 " + head + "B");
    assertThat(sumOfContent()).isEqualTo(300_000);
  }

  private int sumOfContent() {
    return exchanged().stream()
        .filter(line -> line.startsWith("req=1 >> content "))
        .mapToInt(line -> Integer.parseInt(line.substring(17, line.length() - 1)))
        .sum();
  }

  @Test
  void content_that_ends_with_the_connection() throws Exception {
    Handler handler = _ -> Response.stream(out -> out.write(new byte[10]));
    WireClient client = client(recorded(handler));
    String get = "GET / HTTP/1.0\r\n\r\n";
    int head = head(client.send(get));
    assertThat(client.readToEnd()).hasSize(10);
    client.close();
    isExchanged(
        "req=1 << head GET / HTTP/1.0 " + get.length() + "B",
        "req=1 >> head 200 " + head + "B",
        "req=1 >> content 10B");
  }

  // ---- what goes wrong

  @Test
  void a_head_that_is_refused() throws Exception {
    WireClient client = client(recorded(HELLO));
    String get = "GET / HTTP/1.1\r\nHost : a\r\n\r\n";
    client.send(get + "rest");
    int head = head(client);
    String text = client.readToEnd();
    client.close();
    isExchanged(
        "req=1 << head GET / HTTP/1.1 " + get.length() + "B",
        "<< data 4B",
        "req=1 >> head 400 " + head + "B",
        "req=1 >> content " + text.length() + "B");
  }

  @Test
  void a_head_that_is_none() throws Exception {
    WireClient client = client(recorded(HELLO));
    String bytes = "SSH-2.0-OpenSSH\r\n\r\n";
    client.send(bytes);
    int head = head(client);
    String text = client.readToEnd();
    client.close();
    isExchanged(
        "req=1 << head malformed " + bytes.length() + "B",
        "req=1 >> head 400 " + head + "B",
        "req=1 >> content " + text.length() + "B");
  }

  @Test
  void a_head_that_is_too_large() throws Exception {
    var options = with(transcript()).withLimits(Limits.defaults().withHead(1000));
    WireClient client = client(server(HELLO, options));
    String bytes = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(2000);
    client.send(bytes);
    int head = head(client);
    String text = client.readToEnd();
    client.close();
    isExchanged(
        "req=1 << head unfinished " + bytes.length() + "B",
        "req=1 >> head 431 " + head + "B",
        "req=1 >> content " + text.length() + "B");
  }

  @Test
  void a_client_that_leaves_within_a_body() throws Exception {
    Handler handler =
        request -> {
          request.body().readAllBytes();
          return Response.empty();
        };
    WireClient client = client(recorded(handler));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    client.send(head + "abc");
    await("conn=1 req=1 << content 3B");
    client.reset();
    await("conn=1 req=1 << cut 99997B missing");
    assertThat(exchanged())
        .startsWith("req=1 << head POST / HTTP/1.1 " + head.length() + "B", "req=1 << content 3B")
        .endsWith("req=1 << cut 99997B missing", "req=1 >> none", "reset");
    assertThat(lines()).anyMatch(line -> line.startsWith("conn=1 << failed \""));
  }

  @Test
  void a_response_that_is_cut_short() throws Exception {
    Handler handler =
        _ ->
            Response.stream(
                out -> {
                  out.write(new byte[60]);
                  out.flush();
                  throw new IOException("the source has failed");
                },
                100);
    WireClient client = client(recorded(handler));
    client.send(GET);
    int head = head(client);
    assertThat(client.readToCut()).hasSize(60);
    await("conn=1 reset");
    isExchanged(
        "req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
        "req=1 >> head 200 " + head + "B",
        "req=1 >> content 60B",
        "req=1 >> cut 40B missing",
        "reset");
  }

  // ---- other protocols

  @Test
  void an_upgrade() throws Exception {
    Handler handler =
        request -> {
          try (Upgrade upgrade = request.upgrade("echo", Response.empty())) {
            byte[] bytes = upgrade.input().readNBytes(3);
            upgrade.output().write(bytes);
            upgrade.output().flush();
          }
          return Response.handled();
        };
    WireClient client = client(recorded(handler));
    String head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    client.send(head + "a");
    int size = head(client);
    client.send("bc");
    client.expect("abc");
    client.close();
    isExchanged(
        "req=1 << head GET / HTTP/1.1 " + head.length() + "B",
        "req=1 >> head 101 " + size + "B",
        "req=1 << data 1B",
        "req=1 << data 2B",
        "req=1 >> data 3B");
  }

  @Test
  void an_offer_that_is_not_taken() throws Exception {
    WireClient client = client(recorded(HELLO));
    String head = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    client.send(head + GET);
    int size = response(client, "hello");
    response(client, "hello");
    client.close();
    assertThat(exchanged())
        .containsExactlyInAnyOrder(
            "req=1 << head GET / HTTP/1.1 " + head.length() + "B",
            "req=2 << head GET / HTTP/1.1 " + GET.length() + "B",
            "req=1 >> head 200 " + size + "B",
            "req=1 >> content 5B",
            "req=2 >> head 200 " + size + "B",
            "req=2 >> content 5B");
  }

  @Test
  void each_line_stays_as_it_is_whatever_the_segments_are() throws Exception {
    WireClient client = client(recorded(HELLO));
    byte[] twice = (GET + GET).getBytes(StandardCharsets.US_ASCII);
    client.send(Arrays.copyOf(twice, 40));
    int head = response(client, "hello");
    client.send(Arrays.copyOfRange(twice, 40, twice.length));
    response(client, "hello");
    client.close();
    isExchanged(
        "req=1 << head GET / HTTP/1.1 " + GET.length() + "B",
        "req=1 >> head 200 " + head + "B",
        "req=1 >> content 5B",
        "req=2 << head GET / HTTP/1.1 " + GET.length() + "B",
        "req=2 >> head 200 " + head + "B",
        "req=2 >> content 5B");
  }
}
