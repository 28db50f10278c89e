package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The four forms of a request target: RFC 9112 §3.2, sections unless another RFC is named.
class TargetTest {
  /// How the connection that a request came over is secured.
  private enum Over {
    TCP,
    TLS
  }

  /// The parts of a target, `-` for none.
  private record Parts(String authority, String path, String query) {}

  private static Target parse(String method, String target, Over connection) throws PeerFault {
    byte[] octets = Pieces.octets("<" + target + "> ");
    return Target.parse(
        HttpMethod.of(method), octets, 1, octets.length - 2, connection == Over.TLS);
  }

  private static Parts parts(String method, String target, Over connection) throws PeerFault {
    Target parsed = parse(method, target, connection);
    byte[] octets = Pieces.octets("<" + target + "> ");
    assertThat(Pieces.text(octets, parsed.start(), parsed.end())).isEqualTo(target);
    return new Parts(
        parsed.hasAuthority()
            ? Pieces.text(octets, parsed.authorityStart(), parsed.pathStart())
            : "-",
        Pieces.text(octets, parsed.pathStart(), parsed.pathEnd()),
        parsed.pathEnd() < parsed.end()
            ? Pieces.text(octets, parsed.pathEnd() + 1, parsed.end())
            : "-");
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      quoteCharacter = '\0',
      emptyValue = "",
      textBlock =
          """
          §3.2.1 a path,                   GET,     /,                     -,     /,     -
          §3.2.1 of segments,              GET,     /a//b/../c,            -,     /a//b/../c, -
          §3.2.1 a query,                  GET,     /where?q=now,          -,     /where, q=now
          §3.2.1 the first mark begins it, GET,     /?a?b,                 -,     /,     a?b
          RFC 3986 §2.1 escapes,           GET,     /%20%aF,               -,     /%20%aF, -
          ADR 4 what browsers send raw,    GET,     /^`{|}[],              -,     /^`{|}[], -
          ADR 4 stray octets in a query,   GET,     /?%\\,                 -,     /,     %\\
          §3.2.2 an absolute URI,          GET,     http://a/b?c,          a,     /b,    c
          §3.2.2 with a port,              GET,     http://a:8/b,          a:8,   /b,    -
          RFC 3986 §3.1 a scheme's case,   GET,     HTTP://a/b,            a,     /b,    -
          RFC 3986 §3.2.2 an address,      GET,     http://[::1]:8/,       [::1]:8, /,   -
          §3.2.3 host and port,            CONNECT, a:80,                  a:80,  '',    -
          §3.2.3 an address and port,      CONNECT, [::1]:80,              [::1]:80, '', -
          §3.2.4 the server as a whole,    OPTIONS, *,                     -,     *,     -
          """)
  void takes(
      String sentence, String method, String target, String authority, String path, String query)
      throws PeerFault {
    String noPath = path.equals("''") ? "" : path;
    assertThat(parts(method, target, Over.TCP)).isEqualTo(new Parts(authority, noPath, query));
  }

  /// RFC 9110 §4.2.3: an empty path component is the same as `/`.
  @Test
  void takes_an_absolute_uri_without_path() throws PeerFault {
    assertThat(parts("GET", "http://a", Over.TCP)).isEqualTo(new Parts("a", "", "-"));
    assertThat(parts("GET", "http://a?b", Over.TCP)).isEqualTo(new Parts("a", "", "b"));
  }

  @Test
  void takes_an_https_uri_over_a_secured_connection_only() throws PeerFault {
    assertThat(parts("GET", "https://a/b", Over.TLS)).isEqualTo(new Parts("a", "/b", "-"));
    assertThat(ruleBroken("GET", "https://a/b")).isEqualTo(Rule.TARGET_SCHEME);
    assertThat(parts("GET", "http://a/b", Over.TLS)).isEqualTo(new Parts("a", "/b", "-"));
  }

  static List<Arguments> faults() {
    return List.of(
        arguments("§3.2 a word that is no form of target", Rule.TARGET, "GET", "a"),
        arguments("§3.2 a relative path", Rule.TARGET, "GET", "./a"),
        arguments("§3.2 a query alone", Rule.TARGET, "GET", "?a"),
        arguments("RFC 3986 §3.5 no fragment", Rule.TARGET, "GET", "/#a"),
        arguments("RFC 3986 §2 a quotation mark", Rule.TARGET, "GET", "/\""),
        arguments("RFC 3986 §2 an angle bracket", Rule.TARGET, "GET", "/<"),
        arguments("RFC 3986 §2 the other one", Rule.TARGET, "GET", "/>"),
        arguments("RFC 3986 §2 visible octets only", Rule.TARGET, "GET", "/\u007f"),
        arguments("RFC 3986 §2 ASCII only", Rule.TARGET, "GET", "/\u00e9"),
        arguments("§3.2 no control byte in a query", Rule.TARGET, "GET", "/?\u007f"),
        arguments("§3.2 no fragment behind a query", Rule.TARGET, "GET", "/?a#b"),
        arguments("RFC 3986 §2.1 an escape without digits", Rule.TARGET, "GET", "/%"),
        arguments("RFC 3986 §2.1 with one", Rule.TARGET, "GET", "/%2"),
        arguments("RFC 3986 §2.1 with one before the query", Rule.TARGET, "GET", "/%2?0"),
        arguments("RFC 3986 §2.1 with others", Rule.TARGET, "GET", "/%g0"),
        arguments("RFC 3986 §2.1 in the second place", Rule.TARGET, "GET", "/%0g"),
        arguments("ADR 4 a backslash in a path", Rule.TARGET, "GET", "/\\"),
        arguments("§3.2.2 no authority", Rule.TARGET, "GET", "http:///a"),
        arguments("§3.2.2 nothing at all", Rule.TARGET, "GET", "http://"),
        arguments("§3.2.2 no slashes", Rule.TARGET, "GET", "http:a"),
        arguments("RFC 9110 §4.2.1 a port, but no host", Rule.TARGET, "GET", "http://:80/"),
        arguments("RFC 9110 §4.2.4 a user name", Rule.TARGET, "GET", "http://u@a/"),
        arguments("RFC 9110 §7.4 another scheme", Rule.TARGET, "GET", "ftp://a/"),
        arguments("§3.2.2 a bad host", Rule.TARGET, "GET", "http://a\\b/"),
        arguments("§3.2.2 a bad path", Rule.TARGET, "GET", "http://a/%"),
        arguments("§3.2.3 for no other method", Rule.TARGET, "GET", "a:80"),
        arguments("§3.2.3 CONNECT with a path", Rule.TARGET_FORM, "CONNECT", "/"),
        arguments("§3.2.3 with a URI", Rule.TARGET_FORM, "CONNECT", "http://a:80/"),
        arguments("§3.2.3 with an asterisk", Rule.TARGET_FORM, "CONNECT", "*"),
        arguments("RFC 9110 §9.3.6 without port", Rule.TARGET_FORM, "CONNECT", "a"),
        arguments("RFC 9110 §9.3.6 with an empty one", Rule.TARGET_FORM, "CONNECT", "a:"),
        arguments("RFC 9110 §9.3.6 with one out of range", Rule.TARGET_FORM, "CONNECT", "a:65536"),
        arguments("RFC 9110 §9.3.6 with none that exists", Rule.TARGET_FORM, "CONNECT", "a:0"),
        arguments("RFC 9110 §9.3.6 without host", Rule.TARGET_FORM, "CONNECT", ":80"),
        arguments("§3.2.4 an asterisk is for OPTIONS", Rule.TARGET_FORM, "GET", "*"),
        arguments("§3.2.4 and stands alone", Rule.TARGET, "OPTIONS", "*a"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void refuses(String sentence, Rule rule, String method, String target) {
    assertThat(ruleBroken(method, target)).isEqualTo(rule);
  }

  private static Rule ruleBroken(String method, String target) {
    PeerFault fault = catchThrowableOfType(PeerFault.class, () -> parse(method, target, Over.TCP));
    assertThat(fault).as("a fault").isNotNull();
    return fault.rule();
  }

  @ParameterizedTest(name = "§3.2.4 {0} {1}: {2}")
  @CsvSource({
    "OPTIONS, *,          true",
    "OPTIONS, http://a,   true",
    "OPTIONS, http://a:8, true",
    "OPTIONS, http://a/,  false",
    "OPTIONS, http://a?b, false",
    "OPTIONS, /,          false",
    "OPTIONS, /*,         false",
    "GET,     http://a,   false"
  })
  void knows_what_means_the_server_as_a_whole(String method, String target, boolean serverWide)
      throws PeerFault {
    byte[] octets = Pieces.octets("<" + target + "> ");
    Target parsed = parse(method, target, Over.TCP);
    assertThat(parsed.isServerWide(octets, HttpMethod.of(method))).isEqualTo(serverWide);
  }
}
