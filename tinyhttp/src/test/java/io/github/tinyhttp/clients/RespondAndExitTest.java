package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A program takes one request, such as the redirect that ends a login in the browser, responds,
/// and ends at once: the client has its response.
class RespondAndExitTest extends ClientTest {
  static List<String> ways() {
    return List.of(
        "return",
        "exit",
        "halt",
        "close",
        "stream",
        "begin",
        "handler of one",
        "handler inline",
        "handler on virtual threads");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_response_has_left_when_respond_returns(String how) throws Exception {
    OwnProcess server =
        closedAfter(OwnProcess.java(RespondAndExitServer.class, List.of(Server.class), how));
    expectText(WireClient.connect(Integer.parseInt(server.line())));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_response_of_http_2_has_left_too(String how) throws Exception {
    OwnProcess server =
        closedAfter(OwnProcess.java(RespondAndExitServer.class, List.of(Server.class), how));
    String uri = "http://127.0.0.1:" + server.line() + "/";
    assertThat(Program.run("curl", "-sS", "--http2-prior-knowledge", uri).out())
        .isEqualTo(RespondAndExitServer.TEXT);
  }

  @Test
  void a_secured_response_has_left_too() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    String chain = certificate.chain().toString();
    String key = certificate.key().toString();
    OwnProcess server =
        closedAfter(
            OwnProcess.java(RespondAndExitServer.class, List.of(Server.class), "halt", chain, key));
    int port = Integer.parseInt(server.line());
    expectText(WireClient.connectTls(port, certificate.clientContext()));
  }

  private void expectText(WireClient client) {
    closedAfter(client).send(Wire.get("/")).expectResponse(200, RespondAndExitServer.TEXT);
  }
}
