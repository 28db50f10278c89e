package io.github.tinyhttp.clients;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.WireVersion;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.WireClient;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of a process whose handlers do not come back: neither the server nor its threads hold it
/// up. The grace is thirty seconds where it is not said otherwise, longer than the tests wait.
class ExitTest extends ClientTest {
  private WireClient client(OwnProcess server) throws Exception {
    return closedAfter(WireClient.connect(Integer.parseInt(server.line())));
  }

  private static Stream<Arguments> waysAndVersions() {
    return Stream.of("inline", "virtual", "received")
        .flatMap(way -> Stream.of(WireVersion.values()).map(one -> Arguments.of(way, one)));
  }

  private OwnProcess server(String way) throws Exception {
    return closedAfter(OwnProcess.java(ExitServer.class, List.of(Server.class), way));
  }

  private Conversation client(OwnProcess server, WireVersion version) throws Exception {
    return closedAfter(version.connect(Integer.parseInt(server.line())));
  }

  @ParameterizedTest
  @MethodSource("waysAndVersions")
  void is_not_held_up_by_a_handler_that_asks_for_it(String way, WireVersion version)
      throws Exception {
    OwnProcess server = server(way);
    Conversation client = client(server, version).send(get("/exit"));
    client.expectResponse(503);
    client.close(); // the server would wait for that
    assertThat(server.exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"inline, HTTP_1_1", "received, HTTP_2"})
  void is_not_held_up_by_a_handler_that_has_responded(String way, WireVersion version)
      throws Exception {
    OwnProcess server = server(way);
    Conversation client = client(server, version).send(get("/responded"));
    client.expectResponse(200, "bye");
    client.close();
    assertThat(server.exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"inline, HTTP_2", "received, HTTP_1_1"})
  void is_not_held_up_by_a_handler_in_the_middle_of_its_response(String way, WireVersion version)
      throws Exception {
    OwnProcess server = server(way);
    client(server, version).send(get("/begin"));
    assertThat(server.exit()).isEqualTo(3);
  }

  /// The other request is one of the same connection.
  @ParameterizedTest
  @ValueSource(strings = {"virtual", "received"})
  void waits_for_the_other_requests(String way) throws Exception {
    OwnProcess server = server(way);
    Conversation client = client(server, WireVersion.HTTP_2);
    client.send(get("/slow") + get("/exit"));
    client.expectResponse(200, "hello");
    client.expectResponse(503);
    client.close();
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
