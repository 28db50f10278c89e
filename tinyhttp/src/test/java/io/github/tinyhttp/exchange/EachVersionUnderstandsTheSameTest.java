package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.WireVersion;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a request says is understood in the same way in each version of HTTP, and what is refused
/// in one is refused in the other one with the same status.
class EachVersionUnderstandsTheSameTest extends SocketTest {
  private static List<String> targets() {
    return List.of(
        "/mirror?a=b&c&a=d",
        "/mirror?q=%zz&r=%C3%BC&s=+",
        "/mirror?x={a}\"<>|^`\\",
        "/mirror?\u00e9",
        "/mirror?a?b/c",
        "/mirror?",
        "/mirror#here",
        "/mirror?a#here",
        "/./mirror",
        "/a/../mirror",
        "/../mirror",
        "//mirror",
        "//a/mirror",
        "/mirror/",
        "/mirror//a",
        "/mi%72ror",
        "/mi%2Frror",
        "/mirror;v=1",
        "/mirror%",
        "/mirror%2",
        "/mirror%00",
        "/m\u00e9rror",
        "/mi[r]ror",
        "/mirror?" + "a=b&".repeat(5_000),
        "/" + "m".repeat(20_000),
        "http://a/mirror",
        "http://b/mirror?a",
        "http://a",
        "http://a?b",
        "http://a:80/mirror",
        "HTTP://A/mirror",
        "http://u@a/mirror",
        "http:///mirror",
        "ftp://a/mirror",
        "*",
        "mirror",
        "?a");
  }

  @Test
  void whatever_the_target_is() throws Exception {
    Server server = server(SameProgram::mirrorAny, options());
    var differences = new StringBuilder();
    for (String target : targets()) {
      compare(server, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", differences);
    }
    assertThat(differences.toString()).isEmpty();
  }

  @Test
  void whatever_the_fields_are() throws Exception {
    Server server = server(SameProgram::mirrorAny, options());
    var differences = new StringBuilder();
    for (String fields :
        List.of(
            "Host: A",
            "Host: a:80",
            "Host: a:",
            "Host: [::1]",
            "Host: [::1]:8080",
            "Host: a b",
            "Host: a,b",
            "Host: u@a",
            "Host: a/b",
            "Host: ",
            "Host: a_b",
            "Host: a%20b",
            "Host: a\r\nHost: a",
            "Host: a\r\nHost: b",
            "Host: a\r\nX: ",
            "Host: a\r\nX:  b\t ",
            "Host: a\r\nX: a\r\nX: b",
            "Host: a\r\nX: \u00e9",
            "Host: a\r\nX: a\u0001b",
            "Host: a\r\nX: a\tb",
            "Host: a\r\nCookie: a=b\r\nCookie: c=d; e=f",
            "Host: a\r\nCookie: a=b;c=d",
            "Host: a\r\nCookie: a[b]=\"c\"",
            "Host: a\r\nAccept: text/html;q=0.5, text/plain;q=0.1\r\nAccept: text/*",
            "Host: a\r\nAccept-Language: de;q=0, en",
            "Host: a\r\nContent-Type: text/plain; charset=x",
            "Host: a\r\nContent-Type: a\r\nContent-Type: b/c",
            "Host: a\r\nContent-Length: 00",
            "Host: a\r\nContent-Length: 0\r\nContent-Length: 0",
            "Host: a\r\nExpect: 100-continue",
            "Host: a\r\nExpect: something",
            "Host: a\r\nExpect: ",
            "Host: a\r\nX: " + "y".repeat(70_000),
            "Host: a" + "\r\nX: y".repeat(199),
            "Host: a" + "\r\nX: y".repeat(201),
            "Host: a" + "\r\nX: y".repeat(1_000),
            "Host: a\r\nRange: bytes=5-\r\nIf-Range: \"x\"",
            "Host: a\r\nRange: bytes=0-0,5-6",
            "Host: a\r\nMax-Forwards: 0",
            "Host: a\r\nUpgrade-Insecure-Requests: 1",
            "Host: a\r\nX_Y: z\r\nX-Y: w")) {
      compare(server, "GET /mirror HTTP/1.1\r\n" + fields + "\r\n\r\n", differences);
    }
    for (String method :
        List.of(
            "get",
            "FOO",
            "M-SEARCH",
            "QUERY",
            "TRACE",
            "PUT",
            "m".repeat(70),
            "G\u00e9T",
            "G(T",
            "PRI")) {
      compare(server, method + " /mirror HTTP/1.1\r\nHost: a\r\n\r\n", differences);
    }
    assertThat(differences.toString()).isEmpty();
  }

  private static void compare(Server server, String message, StringBuilder differences) {
    List<String> older = seen(WireVersion.HTTP_1_1, server, message);
    List<String> newer = seen(WireVersion.HTTP_2, server, message);
    if (!older.equals(newer)) {
      String name = message.substring(0, Math.min(message.length(), 90)).replace("\r\n", " | ");
      differences.append("\n" + name + "\n   1.1: " + String.join("\n        ", older));
      differences.append("\n   2:   " + String.join("\n        ", newer));
    }
  }

  private static List<String> seen(WireVersion version, Server server, String message) {
    try (Conversation client = version.connect(server.port())) {
      String method = message.substring(0, message.indexOf(' '));
      WireResponse response = client.send(message).readResponse(method);
      boolean isRefused = response.status() >= 400; // with a rule of that version
      return isRefused
          ? List.of("" + response.status())
          : List.of("" + response.status(), response.text());
    } catch (AssertionError _) {
      return List.of("cut");
    }
  }
}
