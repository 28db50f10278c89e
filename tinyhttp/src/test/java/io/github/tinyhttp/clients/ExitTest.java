package io.github.tinyhttp.clients;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.WireClient;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a process whose handlers do not come back: neither the server nor its threads hold it
/// up. The grace is thirty seconds where it is not said otherwise, longer than the tests wait.
class ExitTest extends ClientTest {
  private WireClient client(OwnProcess server) throws Exception {
    return closedAfter(WireClient.connect(Integer.parseInt(server.line())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "virtual"})
  void is_not_held_up_by_a_handler_that_asks_for_it(String dispatch) throws Exception {
    OwnProcess server =
        closedAfter(OwnProcess.java(ExitServer.class, List.of(Server.class), dispatch));
    client(server).send(get("/exit"));
    assertThat(server.exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "virtual"})
  void is_not_held_up_by_a_handler_that_hangs_and_is_interrupted(String dispatch) throws Exception {
    OwnProcess server =
        closedAfter(OwnProcess.java(ExitServer.class, List.of(Server.class), dispatch, "shutdown"));
    client(server).send(get("/hang"));
    assertThat(List.of(server.line(), server.line()))
        .containsExactlyInAnyOrder("interrupted", "false");
    assertThat(server.exit()).isZero();
  }
}
