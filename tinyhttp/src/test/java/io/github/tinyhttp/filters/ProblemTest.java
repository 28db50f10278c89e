package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// RFC 9457.
class ProblemTest extends SocketTest {
  private static final String TYPE = "application/problem+json";
  private static final String GET = "GET / HTTP/1.1\nHost: a\n\n";

  @Test
  void a_problem_says_what_went_wrong() throws IOException {
    Handler handler =
        _ ->
            Problem.of(403, "not enough \"credit\"")
                .withType(URI.create("https://example.com/credit"))
                .withInstance(URI.create("/account/12"))
                .with("balance", 30)
                .with("accounts", List.of("/1", Map.of("a", true)))
                .response();
    WireResponse response = responseOf(handler, GET);
    assertThat(response.status()).isEqualTo(403);
    assertThat(response.header("Content-Type")).isEqualTo(TYPE);
    assertThat(response.text())
        .isEqualTo(
            "{\"status\":403,\"title\":\"Forbidden\",\"detail\":\"not enough \\\"credit\\\"\","
                + "\"type\":\"https://example.com/credit\",\"instance\":\"/account/12\","
                + "\"balance\":30,\"accounts\":[\"/1\",{\"a\":true}]}\n");
  }

  @Test
  void the_library_says_so_too() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(404, "no such note");
        };
    var options = options().withErrorResponses(Problem.responses());
    WireClient client = client(server(failing, options));
    WireResponse thrown = client.sendLines(GET).expectResponse(404);
    assertThat(thrown.header("Content-Type")).isEqualTo(TYPE);
    assertThat(thrown.text())
        .isEqualTo("{\"status\":404,\"title\":\"Not Found\",\"detail\":\"no such note\"}\n");
    WireResponse broken = client.sendLines("GET / HTTP/1.1\n\n").expectResponse(400);
    assertThat(broken.header("Content-Type")).isEqualTo(TYPE);
    assertThat(broken.text()).startsWith("{\"status\":400,\"title\":\"Bad Request\",\"detail\":\"");
  }

  @Test
  void the_fields_of_an_exception_stay() throws IOException {
    Handler failing =
        _ -> {
          throw new HttpException(401, "who?", Headers.of("WWW-Authenticate", "Bearer"));
        };
    WireClient client = client(server(failing, options().withErrorResponses(Problem.responses())));
    assertThat(client.sendLines(GET).expectResponse(401).header("WWW-Authenticate"))
        .isEqualTo("Bearer");
  }

  @Test
  void what_is_no_problem_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> Problem.of(200, "fine"));
    Problem problem = Problem.of(400, "bad");
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("status", 5));
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("a", new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> problem.with("a", Double.NaN));
  }
}
