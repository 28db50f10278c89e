package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.syntax.HttpDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The head of a response: RFC 9112 §4 and §5, sections unless another RFC is named.
class HeadWriterTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a";
  private static final String OLD_GET = "GET / HTTP/1.0";
  private static final String KEEP = "\r\nConnection: keep-alive";

  private static final Response OK = Response.status(200);
  private static final Response UPGRADING = OK.withHeader("Upgrade", "x");
  private static final String DATE = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

  /// The head without its date, which is the clock's.
  private static String written(Framed framed) {
    return framed.written(Optional.empty()).replaceFirst("Date: [^\r]*\r\n", "");
  }

  static List<Arguments> heads() {
    String ok = "HTTP/1.1 200 OK\r\n";
    return List.of(
        arguments(
            "§4 version, code and reason",
            Framed.to(GET, Response.status(404)).ofLength(0),
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "§4 the reason may be empty, its space may not",
            Framed.to(GET, Response.status(299)).ofLength(0),
            "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "RFC 9110 §2.5 its own version to 1.0",
            Framed.to(OLD_GET, OK).ofLength(5),
            ok + "Connection: close\r\nContent-Length: 5\r\n\r\n"),
        arguments(
            "§5 fields in their order, as they were given",
            Framed.to(
                    GET,
                    OK.withHeader("b", "1")
                        .withAddedHeader("A", "2")
                        .withAddedHeader("b", "\u00e9"))
                .ofLength(0),
            ok + "b: 1\r\nA: 2\r\nb: \u00e9\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "§5 no white space for an empty value",
            Framed.to(GET, OK.withHeader("a", "")).ofLength(0),
            ok + "a:\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "RFC 9110 §8.6 the length in digits",
            Framed.to(GET, OK).ofLength(Long.MAX_VALUE),
            ok + "Content-Length: 9223372036854775807\r\n\r\n"),
        arguments("§6.1 a coding", Framed.to(GET, OK), ok + "Transfer-Encoding: chunked\r\n\r\n"),
        arguments(
            "§6.3 no framing of no content",
            Framed.to(GET, Response.empty()),
            "HTTP/1.1 204 No Content\r\n\r\n"),
        arguments(
            "§6.3(8) nor of content until the end",
            Framed.to(OLD_GET, OK),
            ok + "Connection: close\r\n\r\n"),
        arguments(
            "RFC 9110 §6.6.2 trailers by name",
            Framed.to(GET + "\r\nTE: trailers", OK.withTrailers(Headers.of("a", "1", "b", "2"))),
            ok + "Transfer-Encoding: chunked\r\nTrailer: a, b\r\n\r\n"),
        arguments(
            "§9.6 the last response of a connection",
            Framed.to(GET, OK).ofLength(0).andClosed(),
            ok + "Connection: close\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "§9.3 a connection of 1.0 that stays",
            Framed.to(OLD_GET + KEEP, OK).ofLength(0),
            ok + "Connection: keep-alive\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "RFC 9110 §7.8 Upgrade with its option",
            Framed.to(GET, UPGRADING).ofLength(0),
            ok + "Upgrade: x\r\nConnection: upgrade\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "RFC 9110 §7.8 and close",
            Framed.to(GET, UPGRADING).ofLength(0).andClosed(),
            ok + "Upgrade: x\r\nConnection: close, upgrade\r\nContent-Length: 0\r\n\r\n"),
        arguments(
            "RFC 9110 §7.8 and keep-alive",
            Framed.to(OLD_GET + KEEP, UPGRADING).ofLength(0),
            ok + "Upgrade: x\r\nConnection: keep-alive, upgrade\r\nContent-Length: 0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("heads")
  void writes(String sentence, Framed framed, String head) {
    assertThat(written(framed)).isEqualTo(head);
  }

  /// RFC 9110 §6.6.1: an origin server with a clock sends the time of the message.
  @Test
  void writes_the_date() {
    long before = System.currentTimeMillis() / 1000;
    String head = Framed.to(GET, OK).written(Optional.empty());
    long after = System.currentTimeMillis() / 1000;
    String date = head.lines().filter(line -> line.startsWith("Date: ")).findFirst().orElseThrow();
    // the line is made once a second, by the time of another clock
    assertThat(HttpDate.parse(date.substring(6)).orElseThrow()).isBetween(before - 1, after + 1);
  }

  @Test
  void leaves_a_date_of_the_application_alone() {
    Response dated = OK.withHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(Framed.to(GET, dated).ofLength(0).written(Optional.empty()))
        .isEqualTo("HTTP/1.1 200 OK\r\n" + DATE + "Content-Length: 0\r\n\r\n");
  }

  /// RFC 9110 §10.2.4.
  @Test
  void writes_the_name_of_the_server_unless_the_application_does() {
    Framed plain = Framed.to(GET, OK.withHeader("Date", "-"));
    assertThat(plain.written(Optional.of("x"))).startsWith("HTTP/1.1 200 OK\r\nServer: x\r\n");
    Framed named = Framed.to(GET, OK.withHeader("Server", "y"));
    assertThat(named.written(Optional.of("x"))).contains("Server: y").doesNotContain("Server: x");
  }

  /// RFC 9110 §15 has the reasons.
  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "201, Created",
    "206, Partial Content",
    "304, Not Modified",
    "400, Bad Request",
    "405, Method Not Allowed",
    "413, Content Too Large",
    "416, Range Not Satisfiable",
    "421, Misdirected Request",
    "500, Internal Server Error",
    "505, HTTP Version Not Supported"
  })
  void gives_the_reason_of_a_status(int code, String reason) {
    assertThat(written(Framed.to(GET, Response.status(code))))
        .startsWith("HTTP/1.1 " + code + " " + reason + "\r\n");
  }

  /// RFC 9110 §15.2: an interim response has fields and an empty line, and no content.
  @Test
  void writes_an_interim_response() {
    var batch = new WriteBatch(1);
    HeadWriter.writeInterim(batch, new Status(103), Headers.of("Link", "</a>"));
    byte[] octets = batch.take();
    assertThat(Pieces.text(octets, 0, octets.length))
        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
  }
}
