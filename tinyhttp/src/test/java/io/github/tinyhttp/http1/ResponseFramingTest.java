package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.http1.ResponseFraming.Framing;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How the end of a response is found: RFC 9112 §6 and §9, sections unless another RFC is named.
class ResponseFramingTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a";
  private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a";
  private static final String CONNECT = "CONNECT a:80 HTTP/1.1\r\nHost: a";
  private static final String OLD_GET = "GET / HTTP/1.0";
  private static final String OLD_HEAD = "HEAD / HTTP/1.0";
  private static final String KEEP = "\r\nConnection: keep-alive";
  private static final String CLOSE = "\r\nConnection: close";
  private static final String TRAILERS = "\r\nTE: trailers";

  private static final Response OK = Response.status(200);
  private static final Response WITH_TRAILERS = OK.withTrailers(Headers.of("a", "b"));

  /// In words: how the end is found, what follows the head, what becomes of the connection.
  private static String words(Framed framed) {
    ResponseFraming framing = framed.framing();
    return framing.framing()
        + (framing.framing() == Framing.LENGTH ? " " + framed.length().orElseThrow() : "")
        + (framing.content() ? " content" : "")
        + (framing.trailers() ? " trailers" : "")
        + (framing.closes() ? " close" : "");
  }

  private static Framed status(int code, String request) {
    return Framed.to(request, Response.status(code));
  }

  static List<Arguments> framings() {
    Framed trailers = Framed.to(GET + TRAILERS, WITH_TRAILERS);
    return List.of(
        arguments("§6.2 a length that is known", "LENGTH 5 content", status(200, GET).ofLength(5)),
        arguments("§6.2 a length of zero", "LENGTH 0 content", status(200, GET).ofLength(0)),
        arguments("§7.1 a length that is not known", "CHUNKED content", status(200, GET)),
        arguments("§6.1 an error is framed as any", "CHUNKED content", status(404, GET)),
        arguments("§6.1 no coding to 1.0", "UNTIL_CLOSE content close", status(200, OLD_GET)),
        arguments(
            "§6.3(8) whatever 1.0 asks for",
            "UNTIL_CLOSE content close",
            status(200, OLD_GET + KEEP)),
        arguments(
            "§6.2 a length to 1.0", "LENGTH 5 content close", status(200, OLD_GET).ofLength(5)),
        arguments(
            "§9.3 1.0 that keeps alive",
            "LENGTH 5 content",
            status(200, OLD_GET + KEEP).ofLength(5)),
        arguments("§6.3(1) no content to HEAD", "LENGTH 5", status(200, HEAD).ofLength(5)),
        arguments("RFC 9110 §9.3.2 a coding to HEAD as to GET", "CHUNKED", status(200, HEAD)),
        arguments("§6.1 but not to 1.0", "NONE", status(200, OLD_HEAD + KEEP)),
        arguments("§6.3(1) no content with 204", "NONE", status(204, GET)),
        arguments("RFC 9110 §8.6 no length with 204", "NONE", status(204, GET).ofLength(5)),
        arguments("§6.3(1) no content with 304", "NONE", status(304, GET)),
        arguments("§6.3(1) whatever its length", "NONE", status(304, GET).ofLength(5)),
        arguments("RFC 9110 §15.3.6 205 says it is empty", "EMPTY", status(205, GET)),
        arguments("RFC 9110 §15.3.6 for any body", "EMPTY", status(205, GET).ofLength(5)),
        arguments("RFC 9110 §15.3.6 to HEAD as well", "EMPTY", status(205, HEAD)),
        arguments("RFC 9110 §15.3.6 to 1.0 as well", "EMPTY", status(205, OLD_GET + KEEP)),
        arguments("§6.3(2) a tunnel", "NONE close", status(200, CONNECT).ofLength(5)),
        arguments("§6.3(2) whatever 2xx it is", "NONE close", status(299, CONNECT)),
        arguments("§6.3(2) and 205 as well", "NONE close", status(205, CONNECT)),
        arguments("§6.3(2) no tunnel, so content", "CHUNKED content", status(405, CONNECT)),
        arguments("§9.6 the client closes", "CHUNKED content close", status(200, GET + CLOSE)),
        arguments(
            "§9.6 the application closes",
            "CHUNKED content close",
            Framed.to(GET, OK.withConnectionClose())),
        arguments("§9.6 the server closes", "CHUNKED content close", status(200, GET).andClosed()),
        arguments("§9.6 without content as well", "NONE close", status(204, GET).andClosed()),
        arguments("§7.1.2 trailers", "CHUNKED content trailers", trailers.ofLength(5)),
        arguments(
            "RFC 9110 §6.5.1 only for a client that takes them",
            "LENGTH 5 content",
            Framed.to(GET, WITH_TRAILERS).ofLength(5)),
        arguments(
            "RFC 9110 §6.5.1 only if there are any",
            "LENGTH 5 content",
            Framed.to(GET + TRAILERS, OK).ofLength(5)),
        arguments(
            "§6.3(1) no trailers to HEAD",
            "LENGTH 5",
            Framed.to(HEAD + TRAILERS, WITH_TRAILERS).ofLength(5)),
        arguments(
            "§6.1 no trailers to 1.0",
            "LENGTH 5 content",
            Framed.to(OLD_GET + KEEP + TRAILERS, WITH_TRAILERS).ofLength(5)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("framings")
  void frames(String sentence, String words, Framed framed) {
    assertThat(words(framed)).isEqualTo(words);
  }

  /// Version, method, options, status, trailers, length and end of the connection, each with each.
  private static Stream<Framed> all() {
    return Stream.of(GET, HEAD, CONNECT, OLD_GET, OLD_HEAD)
        .flatMap(request -> Stream.of("", KEEP, CLOSE).map(request::concat))
        .flatMap(request -> Stream.of("", TRAILERS).map(request::concat))
        .flatMap(
            request ->
                Stream.of(OK, WITH_TRAILERS, OK.withConnectionClose())
                    .flatMap(
                        response ->
                            Stream.of(200, 204, 205, 206, 299, 304, 404, 500)
                                .map(response::withStatus))
                    .map(response -> Framed.to(request, response)))
        .flatMap(framed -> Stream.of(framed, framed.ofLength(0), framed.ofLength(5)))
        .flatMap(framed -> Stream.of(framed, framed.andClosed()));
  }

  private static void always(Predicate<Framed> sentence) {
    assertThat(all()).allMatch(sentence);
  }

  private static boolean opensTunnel(Framed framed) {
    return framed.head().method().equals(HttpMethod.CONNECT)
        && framed.response().status().isSuccess();
  }

  private static boolean isWithoutContent(Framed framed) {
    return framed.head().method().equals(HttpMethod.HEAD)
        || Set.of(204, 205, 304).contains(framed.response().status().code())
        || opensTunnel(framed);
  }

  @Test
  void sends_content_unless_the_standard_says_that_there_is_none() {
    always(framed -> framed.framing().content() != isWithoutContent(framed));
  }

  @Test
  void tells_where_content_ends() {
    always(framed -> !framed.framing().content() || framed.framing().framing() != Framing.NONE);
  }

  @Test
  void closes_after_content_that_ends_with_the_connection() {
    always(
        framed -> framed.framing().framing() != Framing.UNTIL_CLOSE || framed.framing().closes());
  }

  /// RFC 9112 §6.1.
  @Test
  void sends_no_transfer_coding_to_1_0_nor_with_204_nor_into_a_tunnel() {
    always(
        framed ->
            framed.framing().framing() != Framing.CHUNKED
                || framed.head().version() == HttpVersion.HTTP_1_1
                    && framed.response().status().code() != 204
                    && !opensTunnel(framed));
  }

  /// RFC 9110 §8.6.
  @Test
  void sends_no_length_with_204_nor_into_a_tunnel() {
    always(
        framed ->
            framed.framing().framing() != Framing.LENGTH
                    && framed.framing().framing() != Framing.EMPTY
                || framed.response().status().code() != 204 && !opensTunnel(framed));
  }

  @Test
  void sends_trailers_in_chunks_only_and_only_if_they_are_taken() {
    always(
        framed ->
            !framed.framing().trailers()
                || framed.framing().framing() == Framing.CHUNKED
                    && framed.head().takesTrailers()
                    && framed.response() != OK);
  }

  /// RFC 9112 §9.3 and §9.6.
  @Test
  void closes_when_any_side_wants_it() {
    always(
        framed ->
            framed.framing().closes()
                || framed.head().persistent()
                    && !framed.closing()
                    && !framed.response().closesConnection());
  }
}
