package io.github.tinyhttp.engine;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Handlers that are about to wait when hardly any stack is left. Wherever it ends, no loop is left
/// without a driver.
@Timeout(60)
class DeepStackTest extends EachVersionTest {
  /// How many frames lie between two attempts of one request. Each request begins at another one.
  private static final int STEP = 16;

  /// Uses the stack up, and then tries to wait in some of its frames, from the deepest one on,
  /// until there is enough stack for it.
  private static boolean waitsInTheDeep(int depth) {
    try {
      return waitsInTheDeep(depth + 1);
    } catch (StackOverflowError e) {
      if (depth % STEP != 0) {
        throw e;
      }
      Driver.beforeBlocking();
      return true;
    }
  }

  private static Response respond(Request request) {
    String path = request.path().substring(1);
    return Response.text("waited: " + (path.isEmpty() || waitsInTheDeep(Integer.parseInt(path))));
  }

  /// Closed only if it is sound: to close a server waits for its loops, whatever has become of
  /// them.
  private static Server started() throws IOException {
    return Server.builder()
        .bind(0)
        .options(options().withDaemonThreads(ServerOptions.DaemonThreads.ALWAYS))
        .handler(DeepStackTest::respond)
        .start();
  }

  @Test
  void no_loop_is_lost() throws Exception {
    Server server = started();
    try (Conversation client = converse(server)) {
      for (int i = 0; i < STEP; i += 2) {
        client.renewDeadline().send(get("/" + i)).expectResponse(200, "waited: true");
        client.send(get("/")).expectResponse(200, "waited: true");
      }
    }
    assertThat(server.metrics().loopHandOvers()).isGreaterThanOrEqualTo(STEP / 2);
    server.close();
  }
}
