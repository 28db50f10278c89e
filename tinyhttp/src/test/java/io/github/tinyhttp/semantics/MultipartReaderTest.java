package io.github.tinyhttp.semantics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every case is read whole, byte by byte, split at every offset and cut at every offset: what
/// comes of it does not depend on how it comes, and a part of a body is never taken for the whole.
class MultipartReaderTest {
  private static final FormLimits LIMITS =
      FormLimits.defaults() // small, to reach them
          .withParts(3)
          .withHead(60)
          .withFields(2)
          .withMemory(100)
          .withTotal(400);
  private static final String BOUNDARY = "b-1";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiterString = " => ",
      value = {
        // one part, several, none
        "--b-1|A: 1||hello|--b-1--| => [A: 1]hello.",
        "--b-1|A: 1||x|--b-1|B: 2|C: 3||y|--b-1--| => [A: 1]x.[B: 2, C: 3]y.",
        "--b-1--| => ",
        "--b-1-- => ",
        // without content; the empty line may be the delimiter's
        "--b-1|A: 1|||--b-1--| => [A: 1].",
        "--b-1|A: 1||--b-1--| => [A: 1].",
        "--b-1|A: 1||--b-1|B: 2|||--b-1--| => [A: 1].[B: 2].",
        "--b-1||||--b-1--| => []|.",
        "--b-1|||--b-1--| => [].",
        "--b-1||x|--b-1--| => []x.",
        // what stands before and behind
        "preamble|--b-1|A: 1||x|--b-1--|epilogue => [A: 1]x.",
        "|--b-1|A: 1||x|--b-1--||--b-1|A: 1||no part| => [A: 1]x.",
        "--b-2||--b-|--b-1||x|--b-1--| => []x.",
        // blanks behind a boundary
        "--b-1 \t|A: 1||x|--b-1  |A: 2||y|--b-1--<SP>\t| => [A: 1]x.[A: 2]y.",
        "--b-1||x|--b-1-- => []x.",
        "--b-1||x|--b-1--\t<SP> => []x.",
        // what is nearly a boundary is content
        "--b-1||x--b-1--|--b-1--| => []x--b-1--.",
        "--b-1|||--b-|-- b-1|--B-1||--b-2|||--b-1--| => []|--b-|-- b-1|--B-1||--b-2||.",
        "--b-1||<CR>|<LF>--b-1<LF>--b-1<CR>--b-1|--b-1--| => []<CR>|<LF>--b-1<LF>--b-1<CR>--b-1.",
        "--b-1||||-|--|--b|--b-|--b-1--| => []||-|--|--b|--b-.",
        "--b-1|||||||||--b-1--| => []||||||.",
        // fields
        "--b-1|A:1|a : => 400",
        "--b-1|A:\t1\t|b:||x|--b-1--| => [A: 1, b: ]x.",
        "--b-1|A: \u00E4\u00FF||x|--b-1--| => [A: \u00E4\u00FF]x.",
        // as mail has them
        "--b-1|A: 1;|\tb=2 ||x|--b-1--| => [A: 1; b=2]x.",
        "--b-1|A: 1| ||x|--b-1--| => [A: 1]x.",
        "--b-1|A: | 1||x|--b-1--| => [A: 1]x.",
        "--b-1|A: \u001B$B\0||x|--b-1--| => [A: ?$B?]x."
      })
  void is_the_same_however_it_comes(String text, String parts) throws IOException {
    String body = octets(text);
    String expected = parts == null ? "" : octets(parts);
    assertThat(read(body)).isEqualTo(expected);
    for (int split = 1; split < body.length(); split++) {
      var split2 =
          new SequenceInputStream(stream(body.substring(0, split)), stream(body.substring(split)));
      assertThat(read(split2, 7)).as("split at %d", split).isEqualTo(expected);
    }
    assertThat(read(byteByByte(body), 1)).as("byte by byte").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--b-1|A: 1||hello|--b-1--",
        "preamble|--b-1|A: 1||x|--b-1|||--b-|--b-1|A: 1||--b-1--"
      })
  void is_never_whole_when_it_was_cut(String text) throws IOException {
    String body = octets(text);
    assertThat(read(body)).doesNotContain("400");
    for (int cut = 0; cut < body.length(); cut++) {
      assertThat(read(body.substring(0, cut))).as("cut at %d", cut).isEqualTo("400");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiterString = " => ",
      value = {
        "<> => 400",
        "hello => 400",
        // lines end with CR LF, heads too, and the one of the boundary
        "--b-1<LF>A: 1<LF><LF>x|--b-1--| => 400",
        "--b-1|A: 1<LF>||x|--b-1--| => 400",
        "--b-1|A: 1<CR>||x|--b-1--| => 400",
        "--b-1<CR>||x|--b-1--| => 400",
        "--b-1x|A: 1||x|--b-1--| => 400",
        "--b-1-|A: 1||x|--b-1--| => 400",
        "--b-1||x|--b-1--x => 400",
        "--b-1||x|--b-1--<SP><LF> => 400",
        "--b-1||x|--b-1--<CR> => 400",
        "--b-1||x|--b-12|--b-1--| => 400",
        // fields
        "--b-1|A 1||x|--b-1--| => 400",
        "--b-1|A||x|--b-1--| => 400",
        "--b-1|: 1||x|--b-1--| => 400",
        "--b-1| A: 1||x|--b-1--| => 400",
        "--b-1|A: 1|--b-1--| => 400",
        // too much
        "--b-1||--b-1||--b-1||--b-1||--b-1--| => 413",
        "--b-1|A: 1|B: 1|C: 1||x|--b-1--| => 413",
        "--b-1|A: 1| 2| 3||x|--b-1--| => 413",
        "--b-1|A: 12345678901234567890123456789012345678901234567890123456||x|--b-1--| => 413"
      })
  void is_refused(String text, String status) throws IOException {
    String body = octets(text);
    assertThat(read(body)).isEqualTo(status);
    assertThat(read(byteByByte(body), 1)).as("byte by byte").isEqualTo(status);
  }

  @Test
  void is_bounded_before_the_first_part_and_behind_the_last() throws IOException {
    String parts = "--b-1\r\n\r\nx\r\n--b-1--";
    assertThat(read("p".repeat(56) + "\r\n" + parts)).isEqualTo("[]x.");
    assertThat(read("p".repeat(60) + "\r\n" + parts)).isEqualTo("413");
    assertThat(read(parts + "\r\n" + "e".repeat(58))).isEqualTo("[]x.");
    assertThat(read(parts + "\r\n" + "e".repeat(59))).isEqualTo("413");
    assertThat(read(parts + " ".repeat(61))).isEqualTo("400");
  }

  @Test
  void is_bounded_as_a_whole() throws IOException {
    String begin = "--b-1\r\n\r\n";
    String end = "\r\n--b-1--";
    int room = 400 - begin.length() - end.length();
    assertThat(read(begin + "x".repeat(room) + end)).isEqualTo("[]" + "x".repeat(room) + ".");
    assertThat(read(begin + "x".repeat(room + 1) + end)).isEqualTo("413");
  }

  @Test
  void goes_over_what_nobody_has_read() throws IOException {
    var reader =
        new MultipartReader(
            stream("--b-1\r\nA: 1\r\n\r\nxyz\r\n--b-1\r\nA: 2\r\n\r\ny\r\n--b-1--"),
            BOUNDARY,
            LIMITS);
    assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
    assertThat(reader.next()).hasValue(Headers.of("A", "1"));
    assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(1);
    assertThat(reader.next()).hasValue(Headers.of("A", "2"));
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThat(reader.read(new byte[1], 0, 1)).isEqualTo(-1);
  }

  @Test
  void has_failed_for_good_once_it_has_failed() throws IOException {
    var reader = new MultipartReader(stream("--b-1\r\n\r\nxyz"), BOUNDARY, LIMITS);
    assertThat(reader.next()).isPresent();
    assertThat(reader.read(new byte[10], 0, 10)).isEqualTo(3);
    for (int i = 0; i < 2; i++) {
      assertThat(statusOf(() -> reader.read(new byte[10], 0, 10))).isEqualTo("400");
      assertThat(statusOf(reader::next)).isEqualTo("400");
    }
  }

  /// The shape of content that makes a careless search look at everything again and again.
  @ParameterizedTest
  @ValueSource(strings = {"\r", "\r\n", "\r\n--", "\r\n--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void takes_time_that_grows_with_the_body_alone(String content) throws IOException {
    String boundary = "a".repeat(70);
    String begin = "--" + boundary + "\r\n\r\n";
    String text = content.repeat(3_000_000 / content.length());
    String body = begin + text + "\r\n--" + boundary + "--";
    var counting = new MultipartReader(stream(body), boundary, FormLimits.defaults());
    assertThat(counting.next()).isPresent();
    byte[] buffer = new byte[8192];
    int read = 0;
    for (int count = counting.read(buffer, 0, 8192); count > 0; ) {
      read += count;
      count = counting.read(buffer, 0, 8192);
    }
    assertThat(read).isEqualTo(text.length());
  }

  /// The octets that a text in a table means: a bar is CR LF.
  private static String octets(String text) {
    return text.replace("|", "\r\n")
        .replace("<CR>", "\r")
        .replace("<LF>", "\n")
        .replace("<SP>", " ")
        .replace("<>", "");
  }

  private static String read(String body) throws IOException {
    return read(stream(body), 8192);
  }

  /// All parts, each as `[fields]content.`; or the status it was refused with.
  private static String read(InputStream body, int room) throws IOException {
    var reader = new MultipartReader(body, BOUNDARY, LIMITS);
    var parts = new StringBuilder();
    try {
      for (Optional<Headers> head = reader.next(); head.isPresent(); head = reader.next()) {
        parts.append(head.get());
        byte[] into = new byte[room];
        for (int count = reader.read(into, 0, room); count >= 0; ) {
          parts.append(new String(into, 0, count, ISO_8859_1));
          count = reader.read(into, 0, room);
        }
        parts.append('.');
      }
      return parts.toString();
    } catch (HttpException e) {
      return Integer.toString(e.status().code());
    }
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static String statusOf(Reading reading) throws IOException {
    try {
      return reading.read().toString();
    } catch (HttpException e) {
      return Integer.toString(e.status().code());
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
  }

  private static InputStream byteByByte(String text) {
    return new ByteArrayInputStream(text.getBytes(ISO_8859_1)) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1));
      }
    };
  }
}
