package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §14: ranges. Each test runs against a file, bytes, text and a source of the
/// application's.
class Rfc9110RangesTest extends OnEachVersion {
  private static final String WHOLE = "0123456789";
  private static final String TIME = "Tue, 15 Nov 1994 08:12:31 GMT";
  private static final List<String> KINDS = List.of("/file", "/bytes", "/text", "/source");
  private static final Set<String> CHANGED = Set.of("date", "content-length", "content-type");
  private static final String LARGE = "99999999999999999999";

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void serveAllKinds() throws Exception {
    file = Files.writeString(folder.resolve("a.txt"), WHOLE);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("1994-11-15T08:12:31Z")));
    serve(this::respond);
  }

  private Response respond(Request request) throws Exception {
    Response response =
        switch (request.path()) {
          case "/file" -> Response.file(file);
          case "/bytes" -> Response.bytes(WHOLE.getBytes(ISO_8859_1));
          case "/text" -> Response.text(WHOLE).withRanges();
          case "/source" -> Response.source(new Text(WHOLE));
          case "/none" -> Response.bytes(WHOLE.getBytes(ISO_8859_1)).withoutRanges();
          default -> Response.text(WHOLE);
        };
    return response
        .withHeader("Content-Type", "text/x-test")
        .withHeader("ETag", request.header("Known").orElse("\"x\""))
        .withHeader("Last-Modified", TIME)
        .withHeader("Cache-Control", "max-age=60")
        .withHeader("Content-Language", "en")
        .withHeader("Content-Location", "/b")
        .withHeader("Expires", "Tue, 15 Nov 1994 09:12:31 GMT")
        .withHeader("Vary", "Accept");
  }

  private record Text(String text) implements SeekableContent {
    @Override
    public long length() {
      return text.length();
    }

    @Override
    public ReadableByteChannel open(long offset) {
      byte[] rest = text.substring((int) offset).getBytes(ISO_8859_1);
      return Channels.newChannel(new ByteArrayInputStream(rest));
    }
  }

  private static void expectWhole(WireResponse response) {
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(WHOLE);
    assertThat(response.has("Content-Range")).isFalse();
  }

  private static void expectPart(WireResponse response, String range, String content) {
    assertThat(response.status()).isEqualTo(206);
    assertThat(response.header("Content-Range")).isEqualTo("bytes " + range);
    assertThat(response.header("Content-Length")).isEqualTo("" + content.length());
    assertThat(response.text()).isEqualTo(content);
  }

  /// A part of a multipart response: its fields and its content.
  private record Part(List<String> fields, String content) {}

  private static List<Part> partsOf(WireResponse response) {
    assertThat(response.status()).isEqualTo(206);
    String type = response.header("Content-Type");
    assertThat(type).matches("multipart/byteranges; boundary=[0-9a-f]{32}");
    String boundary = type.substring(type.indexOf('=') + 1);
    String body = new String(response.body(), ISO_8859_1);
    String delimiter = "\r\n--" + boundary;
    assertThat(body).startsWith(delimiter + "\r\n").endsWith(delimiter + "--\r\n");
    String inner = body.substring(delimiter.length() + 2, body.length() - delimiter.length() - 4);
    var parts = new ArrayList<Part>();
    for (String part : inner.split("\r\n--" + boundary + "\r\n", -1)) {
      int end = part.indexOf("\r\n\r\n");
      parts.add(new Part(List.of(part.substring(0, end).split("\r\n")), part.substring(end + 4)));
    }
    return parts;
  }

  // ---- one range

  @ParameterizedTest
  @CsvSource({
    "0-0, 0-0/10, 0",
    "0-9, 0-9/10, 0123456789",
    "2-5, 2-5/10, 2345",
    "9-9, 9-9/10, 9",
    "5-, 5-9/10, 56789",
    "-1, 9-9/10, 9",
    "-3, 7-9/10, 789"
  })
  @Covers({"9110-14.2-5", "9110-14.4-4", "9110-15.3.7.1-1", "9110-15.3.7.2-5"})
  void one_range_gets_206_with_that_range(String spec, String range, String content) {
    for (String kind : KINDS) {
      WireResponse response = get(kind, "Range: bytes=" + spec + "\r\n");
      expectPart(response, range, content);
      assertThat(response.header("Content-Type")).isEqualTo("text/x-test");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5-10, 5-9/10, 56789",
    "5-99, 5-9/10, 56789",
    "-11, 0-9/10, 0123456789",
    "-99, 0-9/10, 0123456789",
    "0-, 0-9/10, 0123456789"
  })
  @Covers("9110-14.1.2-2")
  void a_range_that_goes_over_the_end_ends_there(String spec, String range, String content) {
    for (String kind : KINDS) {
      expectPart(get(kind, "Range: bytes=" + spec + "\r\n"), range, content);
    }
  }

  @Test
  @Covers("9110-14.1.2-1")
  void numbers_of_any_size_are_read_right() {
    for (String kind : KINDS) {
      expectPart(get(kind, "Range: bytes=5-" + LARGE + "\r\n"), "5-9/10", "56789");
      expectPart(get(kind, "Range: bytes=-" + LARGE + "\r\n"), "0-9/10", WHOLE);
      expectPart(get(kind, "Range: bytes=" + "0".repeat(9_000) + "5-6\r\n"), "5-6/10", "56");
      for (String first : List.of(LARGE, "18446744073709551616", "9223372036854775807")) {
        WireResponse response = get(kind, "Range: bytes=" + first + "-\r\n");
        assertThat(response.status()).isEqualTo(416);
      }
      expectWhole(get(kind, "Range: bytes=" + LARGE + "1-" + LARGE + "0\r\n"));
    }
  }

  @Test
  @Covers("9110-14.1.2-1")
  void offsets_beyond_32_bits_are_found() throws Exception {
    long length = (6L << 30) + 5;
    try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
      sparse.seek(length - 5);
      sparse.writeBytes("hello");
      sparse.seek(5L << 30);
      sparse.writeBytes("there");
    }
    long there = 5L << 30;
    expectPart(get("/file", "Range: bytes=-5\r\n"), "6442450944-6442450948/" + length, "hello");
    expectPart(
        get("/file", "Range: bytes=" + there + "-" + (there + 4) + "\r\n"),
        there + "-" + (there + 4) + "/" + length,
        "there");
    assertThat(ask("HEAD /file HTTP/1.1\r\nHost: a\r\n\r\n").header("Content-Length"))
        .isEqualTo("" + length);
  }

  // ---- what cannot be satisfied, and what does not count

  @ParameterizedTest
  @ValueSource(strings = {"10-", "10-10", "99-100", "-0", "10-11,20-30", "-0,15-"})
  @Covers({"9110-14.1.2-3", "9110-14.2-6", "9110-14.4-6", "9110-15.5.17-1"})
  void what_is_not_there_gets_416_with_the_length(String spec) {
    for (String kind : KINDS) {
      WireResponse response = get(kind, "Range: bytes=" + spec + "\r\n");
      assertThat(response.status()).isEqualTo(416);
      assertThat(response.header("Content-Range")).isEqualTo("bytes */10");
      assertThat(response.header("Vary")).isEqualTo("Accept");
      for (String field : List.of("Cache-Control", "Expires", "ETag", "Content-Language")) {
        assertThat(response.has(field)).as(field).isFalse(); // they told of the content
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes", "bytes=", "bytes=-", "bytes=2-1", "bytes=a-b", "bytes=0-1,x", "bytes=0-1;2-3",
        "bytes=0-1,5-4", "bytes=1", "bytes 0-1", "bytes: 0-1", "bytes=0 -1", "lines=0-1", "=0-1",
        "bytes=0-1\r\nRange: bytes=2-3"
      })
  @Covers({"9110-14.1.1-1", "9110-14.2-2"})
  void a_range_that_is_not_valid_is_ignored(String field) {
    for (String kind : KINDS) {
      expectWhole(get(kind, "Range: " + field + "\r\n"));
    }
  }

  @Test
  @Covers("9110-14.1.1-1")
  void the_name_of_the_unit_has_no_case() {
    expectPart(get("/file", "Range: Bytes=0-1\r\n"), "0-1/10", "01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0-", "0-0", "-1", "-0", "5-9"})
  @Covers("9110-14.1.2-3")
  void content_without_a_byte_is_sent_whole(String spec) throws Exception {
    Files.writeString(file, "");
    WireResponse response = get("/file", "Range: bytes=" + spec + "\r\n");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Length")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "FOO"})
  @Covers("9110-14.2-1")
  void ranges_are_for_get_only(String method) {
    for (String kind : KINDS) {
      for (String range : List.of("bytes=0-1", "bytes=50-", "bytes=0-0,2-2")) {
        WireResponse response =
            ask(method + " " + kind + " HTTP/1.1\r\nHost: a\r\nRange: " + range + "\r\n\r\n");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo("10");
        assertThat(response.has("Content-Range")).isFalse();
      }
    }
  }

  @Test
  @Covers("9110-14.3-2")
  void content_that_has_ranges_says_so() {
    for (String kind : KINDS) {
      assertThat(get(kind, "").header("Accept-Ranges")).isEqualTo("bytes");
      assertThat(ask("HEAD " + kind + " HTTP/1.1\r\nHost: a\r\n\r\n").header("Accept-Ranges"))
          .isEqualTo("bytes");
    }
    assertThat(get("/none", "").header("Accept-Ranges")).isEqualTo("none");
    expectWhole(get("/none", "Range: bytes=0-1\r\n"));
    assertThat(get("/other", "").has("Accept-Ranges")).isFalse();
    expectWhole(get("/other", "Range: bytes=0-1\r\n"));
  }

  // ---- several ranges

  @Test
  @Covers({
    "9110-8.3.3-1",
    "9110-15.3.7.2-1",
    "9110-15.3.7.2-2",
    "9110-15.3.7.2-3",
    "9110-15.3.7.2-4"
  })
  void several_ranges_get_as_many_parts() {
    for (String kind : KINDS) {
      WireResponse response = get(kind, "Range: bytes=0-1, 4-5,-1\r\n");
      assertThat(response.has("Content-Range")).isFalse();
      assertThat(partsOf(response))
          .containsExactly(
              new Part(List.of("Content-Type: text/x-test", "Content-Range: bytes 0-1/10"), "01"),
              new Part(List.of("Content-Type: text/x-test", "Content-Range: bytes 4-5/10"), "45"),
              new Part(List.of("Content-Type: text/x-test", "Content-Range: bytes 9-9/10"), "9"));
    }
  }

  @Test
  @Covers("9110-15.3.7.2-7")
  void the_parts_are_in_the_order_asked_for() {
    for (String kind : KINDS) {
      assertThat(partsOf(get(kind, "Range: bytes=8-,99-,4-5,0-1\r\n")))
          .extracting(Part::content)
          .containsExactly("89", "45", "01");
    }
  }

  @Test
  @Covers({"9110-15.3.7.2-5", "9110-15.3.7.2-9"})
  void ranges_that_overlap_or_touch_are_sent_as_one() {
    for (String kind : KINDS) {
      expectPart(get(kind, "Range: bytes=0-3,2-5\r\n"), "0-5/10", "012345");
      expectPart(get(kind, "Range: bytes=4-5,2-3,99-\r\n"), "2-5/10", "2345");
      expectPart(get(kind, "Range: bytes=" + "0-,".repeat(50) + "\r\n"), "0-9/10", WHOLE);
      assertThat(partsOf(get(kind, "Range: bytes=8-9,0-2,1-4\r\n")))
          .extracting(Part::content)
          .containsExactly("89", "01234");
    }
  }

  @Test
  @Covers("9110-14.2-7")
  void too_many_ranges_get_the_whole() {
    String many =
        IntStream.range(0, 101).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
    for (String kind : KINDS) {
      expectWhole(get(kind, "Range: bytes=" + many + "\r\n"));
      expectWhole(get(kind, "Range: bytes=" + "0-,".repeat(10_000) + "\r\n"));
    }
  }

  @Test
  @Covers("9110-14.6-1")
  void the_boundary_is_another_for_each_response() {
    WireResponse first = get("/file", "Range: bytes=0-0,2-2\r\n");
    WireResponse second = get("/file", "Range: bytes=0-0,2-2\r\n");
    assertThat(first.header("Content-Type")).isNotEqualTo(second.header("Content-Type"));
    assertThat(first.header("Content-Length")).isEqualTo("" + first.body().length);
  }

  // ---- fields

  @Test
  @Covers({"9110-15.3.7-2", "9110-15.3.7-4"})
  void a_206_carries_the_fields_of_the_200() {
    for (String kind : KINDS) {
      WireResponse whole = get(kind, "");
      for (String range : List.of("0-1", "0-1,4-5")) {
        WireResponse part = get(kind, "Range: bytes=" + range + "\r\n");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.has("Date")).isTrue();
        for (WireResponse.Field field : whole.fields()) {
          if (!CHANGED.contains(field.name().toLowerCase(Locale.ROOT))) {
            assertThat(part.header(field.name())).isEqualTo(field.value());
          }
        }
      }
    }
  }

  /// RFC 9530 §2 and §3: one digest is that of the bytes of the message, the other that of the
  /// whole representation.
  @Test
  void a_digest_of_the_content_is_not_sent_with_other_content() throws Exception {
    serve(
        _ ->
            Response.bytes(WHOLE.getBytes(ISO_8859_1))
                .withETag(EntityTag.strong("x"))
                .withHeader("Content-MD5", "eB5eJF1ptWaXm4bijSPyxw==")
                .withHeader(
                    "Content-Digest", "sha-256=:hNiYd/Du9xcJ/RzOzlwqcwjHPKVAd4X/S9uYRH+vJVQ=:")
                .withHeader(
                    "Repr-Digest", "sha-256=:hNiYd/Du9xcJ/RzOzlwqcwjHPKVAd4X/S9uYRH+vJVQ=:"));
    WireResponse whole = get("/", "");
    assertThat(whole.has("Content-Digest")).isTrue();
    assertThat(whole.has("Content-MD5")).isTrue();
    List<WireResponse> others =
        List.of(
            get("/", "Range: bytes=0-1\r\n"),
            get("/", "Range: bytes=0-1,4-5\r\n"),
            get("/", "If-None-Match: \"x\"\r\n"),
            get("/", "Range: bytes=50-\r\n"),
            get("/", "If-Match: \"y\"\r\n"));
    assertThat(others).extracting(WireResponse::status).containsExactly(206, 206, 304, 416, 412);
    for (WireResponse other : others) {
      assertThat(other.has("Content-Digest")).isFalse();
      assertThat(other.has("Content-MD5")).isFalse();
      assertThat(other.has("Repr-Digest")).isEqualTo(other.status() < 400);
    }
  }

  @Test
  @Covers({"9110-15.3.7-2", "9110-15.3.7-3"})
  void a_206_to_if_range_carries_what_is_required_and_no_other_metadata() {
    for (String kind : KINDS) {
      WireResponse whole = get(kind, "");
      WireResponse part = get(kind, "Range: bytes=0-1\r\nIf-Range: \"x\"\r\n");
      expectPart(part, "0-1/10", "01");
      assertThat(part.has("Date")).isTrue();
      for (String name : List.of("Cache-Control", "ETag", "Expires", "Content-Location", "Vary")) {
        assertThat(part.header(name)).isEqualTo(whole.header(name));
      }
      for (String name : List.of("Content-Type", "Content-Language", "Last-Modified")) {
        assertThat(part.has(name)).as(name).isFalse();
      }
      WireResponse parts = get(kind, "Range: bytes=0-1,4-5\r\nIf-Range: \"x\"\r\n");
      assertThat(partsOf(parts)).extracting(Part::content).containsExactly("01", "45");
      assertThat(parts.has("Last-Modified")).isFalse();
    }
  }

  // ---- conditions

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"x\"   | \"x\"                          | 206",
        "\"x\"   | \"y\"                          | 200",
        "\"x\"   | W/\"x\"                        | 200",
        "W/\"x\" | W/\"x\"                        | 200",
        "W/\"x\" | \"x\"                          | 200",
        "\"x\"   | \"x\", \"y\"                   | 200",
        "\"x\"   | *                              | 200",
        "\"x\"   | nonsense                       | 200",
        "\"x\"   | Tue, 15 Nov 1994 08:12:31 GMT  | 206",
        "W/\"x\" | Tue, 15 Nov 1994 08:12:31 GMT  | 206",
        "\"x\"   | Tuesday, 15-Nov-94 08:12:31 GMT| 206",
        "\"x\"   | Tue, 15 Nov 1994 08:12:30 GMT  | 200",
        "\"x\"   | Tue, 15 Nov 1994 08:12:32 GMT  | 200"
      })
  @Covers({"9110-13.1.5-6", "9110-13.1.5-7", "9110-13.1.5-8", "9110-13.1.5-9"})
  void if_range_is_evaluated(String known, String ifRange, int status) {
    for (String kind : KINDS) {
      WireResponse response =
          get(kind, "Known: " + known + "\r\nRange: bytes=2-3\r\nIf-Range: " + ifRange + "\r\n");
      if (status == 200) {
        expectWhole(response);
      } else {
        expectPart(response, "2-3/10", "23");
      }
      WireResponse outside =
          get(kind, "Known: " + known + "\r\nRange: bytes=20-\r\nIf-Range: " + ifRange + "\r\n");
      assertThat(outside.status()).isEqualTo(status == 200 ? 200 : 416);
    }
  }

  @Test
  @Covers({"9110-13.1.5-6", "9110-13.1.5-7"})
  void two_if_range_fields_are_one_too_many() {
    expectWhole(get("/file", "Range: bytes=2-3\r\nIf-Range: \"x\"\r\nIf-Range: \"x\"\r\n"));
  }

  @Test
  @Covers("9110-13.1.5-9")
  void a_date_that_is_not_over_yet_is_no_strong_validator() throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    Path fresh = file;
    serve(_ -> Response.file(fresh));
    String modified = get("/", "").header("Last-Modified");
    expectWhole(get("/", "Range: bytes=2-3\r\nIf-Range: " + modified + "\r\n"));
  }

  @Test
  @Covers("9110-13.1.5-2")
  void if_range_alone_changes_nothing() {
    for (String kind : KINDS) {
      for (String value : List.of("\"x\"", "\"y\"", TIME)) {
        expectWhole(get(kind, "If-Range: " + value + "\r\n"));
      }
    }
  }

  @Test
  @Covers({"9110-13.2.2-1", "9110-14.2-8"})
  void ranges_come_after_the_other_conditions() {
    for (String kind : KINDS) {
      String range = "Range: bytes=0-1\r\n";
      assertThat(get(kind, range + "If-None-Match: \"x\"\r\n").status()).isEqualTo(304);
      assertThat(get(kind, range + "If-Match: \"y\"\r\n").status()).isEqualTo(412);
      assertThat(get(kind, range + "If-Match: \"x\"\r\n").status()).isEqualTo(206);
      assertThat(get(kind, range + "If-Unmodified-Since: " + TIME + "\r\n").status())
          .isEqualTo(206);
      assertThat(get(kind, range + "If-Modified-Since: " + TIME + "\r\n").status()).isEqualTo(304);
      assertThat(get(kind, range + "If-Match: \"x\"\r\nIf-Range: \"y\"\r\n").status())
          .isEqualTo(200);
      assertThat(get(kind, "Range: bytes=50-\r\nIf-None-Match: \"x\"\r\n").status()).isEqualTo(304);
    }
  }

  @Test
  @Covers("9110-14.2-8")
  void ranges_are_of_a_200_only() throws Exception {
    serve(
        _ ->
            Response.bytes(WHOLE.getBytes(ISO_8859_1))
                .withStatus(404)
                .withETag(EntityTag.strong("x")));
    WireResponse response = get("/", "Range: bytes=0-1\r\nIf-Match: \"y\"\r\n");
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text()).isEqualTo(WHOLE);
  }
}
