package io.github.tinyhttp.http2;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.conformance.Covers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every type of frame in every state of a stream, RFC 9113 §5.1.
class StreamStatesTest extends Http2Test {
  /// What the stream is before the frame comes.
  private enum State {
    IDLE,
    OPEN,
    HALF_CLOSED_REMOTE,
    HALF_CLOSED_LOCAL,
    CLOSED_BY_END_STREAM,
    RESET_BY_CLIENT,
    RESET_BY_SERVER,
    LEFT_OUT
  }

  /// The frames that a client could send on a stream.
  private enum Sent {
    DATA,
    LAST_DATA,
    HEADERS,
    LAST_HEADERS,
    PRIORITY,
    RST_STREAM,
    WINDOW_UPDATE,
    CONTINUATION,
    UNKNOWN
  }

  /// What comes of it.
  private record Outcome(String what, ErrorCode code) {
    static final Outcome NOTHING = new Outcome("nothing", ErrorCode.NO_ERROR);

    static Outcome reset(ErrorCode code) {
      return new Outcome("a reset", code);
    }

    static Outcome goAway(ErrorCode code) {
      return new Outcome("the end", code);
    }
  }

  private static final Outcome PROTOCOL = Outcome.goAway(ErrorCode.PROTOCOL_ERROR);
  private static final Outcome CLOSED = Outcome.goAway(ErrorCode.STREAM_CLOSED);

  private static Map<Sent, Outcome> outcomes(State state) {
    Map<Sent, Outcome> outcomes = new EnumMap<>(Sent.class);
    for (Sent sent : Sent.values()) {
      outcomes.put(sent, Outcome.NOTHING);
    }
    outcomes.put(Sent.CONTINUATION, PROTOCOL);
    List<Sent> message = List.of(Sent.DATA, Sent.LAST_DATA, Sent.HEADERS, Sent.LAST_HEADERS);
    switch (state) {
      case IDLE ->
          List.of(Sent.DATA, Sent.LAST_DATA, Sent.RST_STREAM, Sent.WINDOW_UPDATE)
              .forEach(sent -> outcomes.put(sent, PROTOCOL));
      case OPEN, HALF_CLOSED_LOCAL ->
          outcomes.put(Sent.HEADERS, Outcome.reset(ErrorCode.PROTOCOL_ERROR));
      case HALF_CLOSED_REMOTE ->
          message.forEach(sent -> outcomes.put(sent, Outcome.reset(ErrorCode.STREAM_CLOSED)));
      case CLOSED_BY_END_STREAM, RESET_BY_CLIENT ->
          message.forEach(sent -> outcomes.put(sent, CLOSED));
      case RESET_BY_SERVER -> {} // whatever was on its way is passed over
      case LEFT_OUT -> message.forEach(sent -> outcomes.put(sent, PROTOCOL));
    }
    return outcomes;
  }

  /// Requests that get no response do not hold up the end.
  private Server impatient() throws IOException {
    Timeouts timeouts = Timeouts.defaults().withLinger(Duration.ofMillis(100));
    return closedAfter(Server.builder().bind(0).options(options().withTimeouts(timeouts)).start());
  }

  static Stream<Arguments> table() {
    List<Arguments> rows = new ArrayList<>();
    for (State state : State.values()) {
      outcomes(state).forEach((sent, outcome) -> rows.add(Arguments.of(state, sent, outcome)));
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("table")
  @Covers({
    "9113-5.1-1",
    "9113-5.1-2",
    "9113-5.1-3",
    "9113-5.1-4",
    "9113-5.1-6",
    "9113-5.4.2-1",
    "9113-5.4.2-2",
    "9113-5.4.2-3",
    "9113-6.1-4",
    "9113-6.4-3",
    "9113-6.9-4"
  })
  void a_frame_means_what_its_stream_allows(State state, Sent sent, Outcome outcome)
      throws Exception {
    Server server = impatient();
    TestClient client = h2(server);
    prepare(state, server, client);
    send(sent, client, state);
    switch (outcome.what()) {
      case "nothing" -> client.barrier();
      case "a reset" -> {
        isReset(client, 1, outcome.code());
        client.barrier();
      }
      default -> isGoAway(client, outcome.code());
    }
  }

  private static void prepare(State state, Server server, TestClient client) throws Exception {
    switch (state) {
      case IDLE -> {}
      case OPEN -> open(server, client);
      case HALF_CLOSED_REMOTE -> {
        client.get(1);
        receive(server);
      }
      case HALF_CLOSED_LOCAL -> {
        open(server, client).respond(Response.status(204));
        client.decode(client.next(Frames.HEADERS));
        client.next(Frames.PING); // the server asks whether its response has come
      }
      case CLOSED_BY_END_STREAM -> {
        client.get(1);
        receive(server).respond(Response.status(204));
        client.response(1);
      }
      case RESET_BY_CLIENT -> {
        open(server, client);
        client.reset(1, ErrorCode.CANCEL);
        client.barrier();
      }
      case RESET_BY_SERVER -> {
        open(server, client);
        client.window(1, 0);
        isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
      }
      case LEFT_OUT -> {
        client.get(3);
        receive(server);
      }
    }
  }

  private static Request open(Server server, TestClient client) throws Exception {
    client.headers(1, 0, TestClient.POST);
    return receive(server);
  }

  private static void send(Sent sent, TestClient client, State state) {
    switch (sent) {
      case DATA -> client.data(1, 0, "some");
      case LAST_DATA -> client.data(1, Frames.END_STREAM, "some");
      case HEADERS -> client.headers(1, 0, TestClient.POST);
      case LAST_HEADERS ->
          client.headers(
              1,
              Frames.END_STREAM,
              state == State.IDLE ? TestClient.GET : new String[] {"sum", "1"});
      case PRIORITY -> client.frame(Frames.PRIORITY, 0, 1, new byte[5]);
      case RST_STREAM -> client.reset(1, ErrorCode.CANCEL);
      case WINDOW_UPDATE -> client.window(1, 1);
      case CONTINUATION -> client.frame(Frames.CONTINUATION, Frames.END_HEADERS, 1, new byte[0]);
      case UNKNOWN -> client.frame(0xEE, 0xFF, 1, new byte[3]);
    }
  }
}
