package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a head says: RFC 9112 §3 and §5, sections unless another RFC is named. [TargetTest] and
/// [BodyFramingTest] have the rules for targets and for lengths.
class HeadParserTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

  /// Parses octets that [HeadReader] takes for a whole head, after the blank line was added.
  private static Head parse(String lines) throws PeerFault {
    byte[] octets = Pieces.octets(lines + "\r\n");
    return HeadParser.parse(octets, 0, octets.length, 4, false);
  }

  private static Rule ruleBroken(ThrowingCallable parsing) {
    PeerFault fault = catchThrowableOfType(PeerFault.class, parsing);
    assertThat(fault).as("a fault").isNotNull();
    return fault.rule();
  }

  private static Headers.Field field(String line) throws PeerFault {
    Headers fields = parse("GET / HTTP/1.0\r\n" + line + "\r\n").headers();
    assertThat(fields.size()).isOne();
    return fields.iterator().next();
  }

  static List<Arguments> faults() {
    return List.of(
        arguments("§3 no method", Rule.REQUEST_LINE, " / HTTP/1.1\r\n"),
        arguments("§3 no target", Rule.REQUEST_LINE, "GET  HTTP/1.1\r\n"),
        arguments("§3 nothing but a method", Rule.REQUEST_LINE, "GET\r\n"),
        arguments("§3 no version", Rule.REQUEST_LINE, "GET /\r\n"),
        arguments("§3 nothing after the second space", Rule.VERSION, "GET / \r\n"),
        arguments("§3 two spaces after the method", Rule.REQUEST_LINE, "POST  / HTTP/1.1\r\n"),
        arguments("§3 two spaces after the target", Rule.VERSION, "GET /  HTTP/1.1\r\n"),
        arguments("§3 a tab for a space", Rule.REQUEST_LINE, "GET\t/ HTTP/1.1\r\n"),
        arguments("§3 a tab before the version", Rule.REQUEST_LINE, "GET /\tHTTP/1.1\r\n"),
        arguments("§3 a fourth word", Rule.VERSION, "GET / HTTP/1.1 x\r\n"),
        arguments("§3 a space at the end", Rule.VERSION, "GET / HTTP/1.1 \r\n"),
        arguments(
            "§3 a method of 65 octets", Rule.METHOD_TOO_LONG, "M".repeat(65) + " / HTTP/1.1\r\n"),
        arguments("§3.1 a method is a token", Rule.REQUEST_LINE, "G(T / HTTP/1.1\r\n"),
        arguments("§3.2 no white space in a target", Rule.VERSION, "GET /a b HTTP/1.1\r\n"),
        arguments("§2.3 the name is case-sensitive", Rule.VERSION, "GET / http/1.1\r\n"),
        arguments("§2.3 one digit after the dot", Rule.VERSION, "GET / HTTP/1.10\r\n"),
        arguments("§2.3 one digit before the dot", Rule.VERSION, "GET / HTTP/11.1\r\n"),
        arguments("§2.3 a dot", Rule.VERSION, "GET / HTTP/1,1\r\n"),
        arguments("§2.3 digits", Rule.VERSION, "GET / HTTP/1.x\r\n"),
        arguments("§2.3 all of it", Rule.VERSION, "GET / HTTP/1.\r\n"),
        arguments("RFC 9110 §15.6.6 version 2.0", Rule.VERSION_UNSUPPORTED, "GET / HTTP/2.0\r\n"),
        arguments("RFC 9110 §15.6.6 version 0.9", Rule.VERSION_UNSUPPORTED, "GET / HTTP/0.9\r\n"),
        arguments("§2.2 a bare CR in the request line", Rule.REQUEST_LINE, "GET /\r HTTP/1.1\r\n"),
        arguments("§2.2 a bare CR in a name", Rule.FIELD_NAME, GET + "a\rb: c\r\n"),
        arguments("§2.2 a bare CR in a value", Rule.BARE_CR, GET + "a: b\rc\r\n"),
        arguments("§2.2 a bare CR before a field line", Rule.BARE_CR, GET + "\ra: b\r\n"),
        arguments(
            "§2.2 white space before the first field",
            Rule.LINE_FOLDING,
            "GET / HTTP/1.1\r\n Host: a\r\n"),
        arguments("§5 a line without colon", Rule.FIELD_NAME, GET + "a\r\n"),
        arguments("§5 a line without name", Rule.FIELD_NAME, GET + ": b\r\n"),
        arguments("§5.1 a space before the colon", Rule.FIELD_NAME, GET + "a : b\r\n"),
        arguments("§5.1 a tab before the colon", Rule.FIELD_NAME, GET + "a\t: b\r\n"),
        arguments("RFC 9110 §5.1 a name is a token", Rule.FIELD_NAME, GET + "a@: b\r\n"),
        arguments("RFC 9110 §5.1 in ASCII", Rule.FIELD_NAME, GET + "\u00e9: b\r\n"),
        arguments("RFC 9110 §5.5 a NUL in a value", Rule.FIELD_VALUE, GET + "a: \u0000\r\n"),
        arguments("RFC 9110 §5.5 a DEL in a value", Rule.FIELD_VALUE, GET + "a: \u007f\r\n"),
        arguments("§5.2 a folded line", Rule.LINE_FOLDING, GET + "a: b\r\n c\r\n"),
        arguments("§5.2 folded by a tab", Rule.LINE_FOLDING, GET + "a: b\r\n\tc\r\n"),
        arguments("§5.2 folded to nothing", Rule.LINE_FOLDING, GET + "a: b\r\n \r\n"),
        arguments("§3.2 no Host in 1.1", Rule.HOST_MISSING, "GET / HTTP/1.1\r\n"),
        arguments(
            "§3.2 though the target has one", Rule.HOST_MISSING, "GET http://a/ HTTP/1.1\r\n"),
        arguments("§3.2 two Host lines", Rule.HOST_TWICE, GET + "host: b\r\n"),
        arguments("§3.2 even if they are equal", Rule.HOST_TWICE, GET + "Host: a\r\n"),
        arguments(
            "§3.2 two Host lines in 1.0",
            Rule.HOST_TWICE,
            "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n"),
        arguments("§3.2 an invalid Host", Rule.HOST_INVALID, "GET / HTTP/1.1\r\nHost: a b\r\n"),
        arguments(
            "§3.2 an invalid Host in 1.0", Rule.HOST_INVALID, "GET / HTTP/1.0\r\nHost: a/b\r\n"),
        arguments(
            "RFC 6585 §5 a fifth line", Rule.TOO_MANY_FIELDS, GET + "a:\r\nb:\r\nc:\r\nd:\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String lines) {
    assertThat(ruleBroken(() -> parse(lines))).isEqualTo(rule);
  }

  @Test
  void understands_a_request_line() throws PeerFault {
    Head head = parse("PUT /a?b HTTP/1.1\r\nHost: a\r\n");
    assertThat(head.method()).isEqualTo(HttpMethod.PUT);
    assertThat(head.version()).isEqualTo(HttpVersion.HTTP_1_1);
    Target target = head.targetParts();
    assertThat(Pieces.text(head.bytes(), target.start(), target.end())).isEqualTo("/a?b");
  }

  /// RFC 9112 §3.1, and RFC 9110 §5.6.2 for what a token is.
  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "get", "GETS", "G", "!#$%&'*+-.^_`|~09azAZ"})
  void takes_any_token_for_a_method_and_minds_its_case(String method) throws PeerFault {
    assertThat(parse(method + " / HTTP/1.0\r\n").method().name()).isEqualTo(method);
  }

  @Test
  void takes_a_method_of_64_octets() throws PeerFault {
    String longest = "M".repeat(64);
    assertThat(parse(longest + " / HTTP/1.0\r\n").method().name()).isEqualTo(longest);
  }

  /// RFC 9110 §2.5: a higher minor version is processed as the highest one implemented.
  @ParameterizedTest
  @ValueSource(strings = {"1.1", "1.2", "1.9"})
  void reads_later_minor_versions_as_1_1(String version) throws PeerFault {
    assertThat(parse("GET / HTTP/" + version + "\r\nHost: a\r\n").version())
        .isEqualTo(HttpVersion.HTTP_1_1);
  }

  @Test
  void needs_no_host_in_1_0() throws PeerFault {
    assertThat(parse("GET / HTTP/1.0\r\n").version()).isEqualTo(HttpVersion.HTTP_1_0);
  }

  static List<Arguments> fields() {
    return List.of(
        arguments("§5 name, colon, space, value", "a: b", "a", "b"),
        arguments("§5 the space is optional", "a:b", "a", "b"),
        arguments("§5 a value may be empty", "a:", "a", ""),
        arguments("§5.1 white space around a value is none of it", "a: \t b \t ", "a", "b"),
        arguments("§5.1 a value of white space is empty", "a: \t ", "a", ""),
        arguments("§5.1 white space within it is", "a: b \t c", "a", "b \t c"),
        arguments("§5 a colon in a value", "a: b:c", "a", "b:c"),
        arguments("RFC 9110 §5.5 visible characters", "a: !\"(),/;<>[]{}", "a", "!\"(),/;<>[]{}"),
        arguments(
            "RFC 9110 §5.5 obs-text is taken as octets", "a: \u0080\u00ff", "a", "\u0080\u00ff"),
        arguments(
            "RFC 9110 §5.6.2 a name of any token",
            "!#$%&'*+-.^_`|~9Z: b",
            "!#$%&'*+-.^_`|~9Z",
            "b"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fields")
  void reads_a_field_line(String sentence, String line, String name, String value)
      throws PeerFault {
    assertThat(field(line)).isEqualTo(new Headers.Field(name, value));
  }

  static List<Arguments> lookUps() {
    String lines = "GET / HTTP/1.1\r\nHost: a\r\nx-list: 1, \"2,3\"\r\nX-List: ,4,\r\n";
    return List.of(
        arguments(
            "RFC 9110 §5.1 names have no case", lines, "HOST", Optional.of("a"), List.of("a")),
        arguments(
            "RFC 9110 §5.2 and §5.6.1 all lines make the list",
            lines,
            "X-LIST",
            Optional.of("1, \"2,3\""),
            List.of("1", "\"2,3\"", "4")),
        arguments("a name of the same length", lines, "Hosy", Optional.empty(), List.of()),
        arguments("a name of another length", lines, "X", Optional.empty(), List.of()),
        arguments("64 octets more", lines, "Host" + "x".repeat(64), Optional.empty(), List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lookUps")
  void finds_fields_by_name(
      String sentence, String lines, String name, Optional<String> first, List<String> elements)
      throws PeerFault {
    Head head = parse(lines);
    assertThat(head.header(name)).isEqualTo(first);
    assertThat(head.elements(name)).isEqualTo(elements);
  }

  @ParameterizedTest(name = "§9.3 {0} with Connection: {1} persists: {2}")
  @MethodSource("connections")
  void knows_whether_the_client_goes_on(String version, String options, boolean persists)
      throws PeerFault {
    String lines = "GET / HTTP/" + version + "\r\nHost: a\r\nConnection: " + options + "\r\n";
    assertThat(parse(lines).persistent()).isEqualTo(persists);
  }

  static List<Arguments> connections() {
    return List.of(
        arguments("1.1", "", true),
        arguments("1.1", "close", false),
        arguments("1.1", "CLOSE", false),
        arguments("1.1", "x, close", false),
        arguments("1.1", "keep-alive, close", false),
        arguments("1.1", "closed", true),
        arguments("1.0", "", false),
        arguments("1.0", "keep-alive", true),
        arguments("1.0", "Keep-Alive", true),
        arguments("1.0", "keep-alive, close", false));
  }

  @Test
  void reads_connection_options_from_each_line() throws PeerFault {
    assertThat(parse(GET + "Connection: x\r\nConnection: close\r\n").persistent()).isFalse();
  }

  @ParameterizedTest(name = "RFC 9110 §10.1.1 {0} {1}: {2}")
  @MethodSource("expectations")
  void knows_what_the_client_expects(String version, String lines, Head.Expectation expectation)
      throws PeerFault {
    Head head = parse("POST / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n");
    assertThat(head.expectation()).isEqualTo(expectation);
  }

  static List<Arguments> expectations() {
    return List.of(
        arguments("1.1", "a: b", Head.Expectation.NONE),
        arguments("1.1", "Expect:", Head.Expectation.NONE),
        arguments("1.1", "Expect: 100-continue", Head.Expectation.CONTINUE),
        arguments("1.1", "expect: 100-Continue", Head.Expectation.CONTINUE),
        arguments("1.1", "Expect: 100-continue, 100-continue", Head.Expectation.CONTINUE),
        arguments("1.1", "Expect: x", Head.Expectation.UNKNOWN),
        arguments("1.1", "Expect: x, 100-continue", Head.Expectation.UNKNOWN),
        arguments("1.1", "Expect: x\r\nExpect: 100-continue", Head.Expectation.UNKNOWN),
        arguments("1.1", "Expect: 100-continue;x=1", Head.Expectation.UNKNOWN),
        arguments("1.0", "Expect: 100-continue", Head.Expectation.NONE),
        arguments("1.0", "Expect: x", Head.Expectation.NONE));
  }

  @ParameterizedTest(name = "RFC 9110 §7.8 {0} {1}: {2}")
  @MethodSource("upgrades")
  void knows_whether_the_client_offers_another_protocol(
      String version, String lines, boolean offered) throws PeerFault {
    Head head = parse("GET / HTTP/" + version + "\r\nHost: a\r\n" + lines + "\r\n");
    assertThat(head.upgrade()).isEqualTo(offered);
  }

  static List<Arguments> upgrades() {
    return List.of(
        arguments("1.1", "Upgrade: x\r\nConnection: upgrade", true),
        arguments("1.1", "UPGRADE: x\r\nConnection: a, Upgrade", true),
        arguments("1.1", "Upgrade: x", false),
        arguments("1.1", "Connection: upgrade", false),
        arguments("1.1", "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings", false),
        arguments("1.1", "Upgrade: HTTP/2.0, H2C\r\nConnection: upgrade", false),
        arguments("1.1", "Upgrade: h2c, x\r\nConnection: upgrade", true),
        arguments("1.1", "Upgrade: h2c\r\nUpgrade: x\r\nConnection: upgrade", true),
        arguments("1.0", "Upgrade: x\r\nConnection: upgrade", false));
  }

  @ParameterizedTest(name = "RFC 9110 §10.1.4 {0} TE: {1}: {2}")
  @MethodSource("trailers")
  void knows_whether_the_client_takes_trailers(String version, String codings, boolean taken)
      throws PeerFault {
    Head head = parse("GET / HTTP/" + version + "\r\nHost: a\r\nTE: " + codings + "\r\n");
    assertThat(head.takesTrailers()).isEqualTo(taken);
  }

  static List<Arguments> trailers() {
    return List.of(
        arguments("1.1", "", false),
        arguments("1.1", "trailers", true),
        arguments("1.1", "deflate;q=0.5, Trailers", true),
        arguments("1.1", "trailer", false),
        arguments("1.0", "trailers", false));
  }

  /// What the reader and the parser make together of octets in pieces: a method, or the status of
  /// the response. In pieces, another of several broken rules may be found first.
  private static String understood(List<String> pieces) {
    var reader = new HeadReader(Limits.defaults(), false);
    var input = new InputBuffer(0);
    try {
      for (String piece : pieces) {
        Pieces.append(input, piece);
        int length = reader.read(input);
        if (length > 0) {
          Head head = HeadParser.parse(input.bytes, input.start, length, 4, false);
          return head.method() + " " + head.headers();
        }
      }
      return "incomplete";
    } catch (PeerFault fault) {
      return fault.rule().status().toString();
    }
  }

  @Test
  void makes_the_same_of_a_head_in_any_pieces_and_nothing_of_a_part_of_it() {
    String octets =
        "\r\nPOST /a?b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\na: b c\r\nd:\r\n\r\n";
    String whole = understood(List.of(octets));
    assertThat(whole).startsWith("POST ").contains("Content-Length");
    assertThat(Pieces.of(octets)).extracting(HeadParserTest::understood).containsOnly(whole);
    assertThat(Pieces.prefixes(octets))
        .extracting(prefix -> understood(List.of(prefix)))
        .containsOnly("incomplete");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses_it_in_any_pieces(String sentence, Rule rule, String lines) {
    assertThat(Pieces.of(lines + "\r\n"))
        .extracting(HeadParserTest::understood)
        .doesNotContain("incomplete")
        .containsOnly(understood(List.of(lines + "\r\n")));
  }
}
