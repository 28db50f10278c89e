package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Handlers for some methods alone, RFC 9110 §9.1.
class MethodFilterTest extends SocketTest {
  private static final Handler HELLO = Handler.get(_ -> Response.text("hello"));

  private static WireClient ask(WireClient client, String method) {
    return client.sendLines(method + " / HTTP/1.1\nHost: a\n\n");
  }

  @Test
  void get_and_head_are_passed_on() throws IOException {
    WireClient client = client(HELLO);
    ask(client, "GET").expectResponse(200, "hello");
    ask(client, "HEAD").expectResponse("HEAD", 200);
    assertThat(ask(client, "OPTIONS").expectResponse(204).header("Allow"))
        .isEqualTo("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void what_the_resource_does_not_allow_is_405(String method) throws IOException {
    WireResponse response = ask(client(HELLO), method).expectResponse(405);
    assertThat(response.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOOBAR", "get", "PROPFIND"})
  void what_is_not_known_is_501(String method) throws IOException {
    WireClient client = client(HELLO);
    ask(client, method).expectResponse(501);
    ask(client, "GET").expectResponse(200, "hello");
  }

  @Test
  void a_request_that_is_received_can_be_given_to_one() throws Exception {
    Server server = server();
    WireClient client = ask(client(server), "FOOBAR");
    receive(server).respond(HELLO);
    client.expectResponse(501);
  }

  @Test
  void any_method_can_be_named() throws IOException {
    var find = new HttpMethod("PROPFIND");
    WireClient client = client(Handler.of(_ -> Response.text("found"), find));
    ask(client, "PROPFIND").expectResponse(200, "found");
    assertThat(ask(client, "GET").expectResponse(405).header("Allow"))
        .isEqualTo("PROPFIND, OPTIONS");
    assertThatIllegalArgumentException().isThrownBy(() -> Handler.of(_ -> Response.empty()));
  }
}
