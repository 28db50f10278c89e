package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.clients.TerminatedServer;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.OwnProcess;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A process ends by SIGTERM in the middle of a hundred streams: no response is lost, and the
/// client knows which requests to send elsewhere.
class TerminationTest extends Http2Test {
  private static final int STREAMS = 100;

  @Test
  void all_responses_come_and_the_rest_is_said_to_be_unprocessed() throws Exception {
    OwnProcess process =
        closedAfter(OwnProcess.java(TerminatedServer.class, List.of(Server.class, Await.class)));
    TestClient client = greeted(closedAfter(TestClient.connect(Integer.parseInt(process.line()))));
    client.frames().renewDeadline();
    for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
      asks(client, stream);
    }
    client.barrier();
    process.terminate();
    Map<Integer, String> texts = new TreeMap<>();
    int last = Integer.MAX_VALUE;
    for (Frame frame = client.frames().readOrEnd();
        frame != null;
        frame = client.frames().readOrEnd()) {
      switch (frame.type()) {
        case Frames.HEADERS -> assertThat(client.decode(frame)).first().isEqualTo(":status: 200");
        case Frames.DATA ->
            texts.merge(frame.stream(), new String(frame.payload(), "US-ASCII"), String::concat);
        case Frames.PING -> client.frame(Frames.PING, Frames.ACK, 0, frame.payload());
        case Frames.GOAWAY -> {
          last = frame.intAt(0);
          if (last < Integer.MAX_VALUE) {
            asks(client, last + 2); // it is behind the last one that is handled
          }
        }
        default -> assertThat(frame.type()).isEqualTo(Frames.WINDOW_UPDATE);
      }
    }
    assertThat(last).isEqualTo(2 * STREAMS - 1);
    assertThat(texts).hasSize(STREAMS);
    texts.forEach((stream, text) -> assertThat(text).isEqualTo("/" + stream));
  }

  private static void asks(TestClient client, int stream) {
    String[] fields = TestClient.but(TestClient.GET, ":authority", "localhost");
    client.headers(stream, Frames.END_STREAM, TestClient.but(fields, ":path", "/" + stream));
  }
}
