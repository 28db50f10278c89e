package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.filters.Problem;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is refused before the application sees it has the form of the application's errors.
class FrontDoorProblemTest extends EachVersionTest {
  private static void isProblem(WireResponse response) {
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.text()).startsWith("{\"status\":" + response.status() + ",");
  }

  @Test
  void other_hosts_and_other_origins_get_problems() throws Exception {
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      ServerOptions options =
          options()
              .withErrorResponses(Problem.responses())
              .withDispatch(dispatch)
              .withHosts("a")
              .withCrossOriginProtection(CrossOriginProtection.defaults());
      Conversation client = converse(server(_ -> Response.text("fine"), options));
      client.send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
      isProblem(client.expectResponse("GET", 421));
      client.send("HEAD / HTTP/1.1\r\nHost: b\r\n\r\n");
      assertThat(client.expectResponse("HEAD", 421).header("Content-Type"))
          .isEqualTo("application/problem+json");
      client.send("POST / HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nContent-Length: 2\r\n\r\nok");
      isProblem(client.expectResponse("POST", 403));
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.expectResponse("GET", 200).text()).isEqualTo("fine");
    }
  }
}
