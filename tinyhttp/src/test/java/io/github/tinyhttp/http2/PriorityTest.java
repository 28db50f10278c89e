package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.conformance.Covers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The order of responses, RFC 9218.
class PriorityTest extends Http2Test {
  @Test
  @Covers("9218-4-1")
  void a_value_says_urgency_and_increments() {
    assertThat(Priority.of("")).isEqualTo(Priority.DEFAULT);
    assertThat(Priority.of("u=0")).isEqualTo(new Priority(0, false));
    assertThat(Priority.of("u=5, i")).isEqualTo(new Priority(5, true));
    assertThat(Priority.of("i=?1,u=7")).isEqualTo(new Priority(7, true));
    assertThat(Priority.of("i=?0")).isEqualTo(new Priority(3, false));
    assertThat(Priority.of("u=8, u=-1, i=2, x=1;y=2")).isEqualTo(new Priority(3, false));
    assertThat(Priority.of("u=1;a=b, i;c")).isEqualTo(new Priority(1, true));
  }

  /// The streams of DATA frames in the order they come, once the window opens for all of them.
  private List<Integer> order(Consumer<TestClient> requests, int count) throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(new byte[40_000])));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 0);
    requests.accept(client);
    for (int i = 0; i < count; i++) {
      client.decode(client.next(Frames.HEADERS));
    }
    client.window(0, 1 << 20);
    client.settings(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    List<Integer> order = new ArrayList<>();
    for (int ends = 0; ends < count; ) {
      var frame = client.frames().read();
      if (frame.type() == Frames.DATA) {
        order.add(frame.stream());
        ends += frame.has(Frames.END_STREAM) ? 1 : 0;
      }
    }
    return order;
  }

  @Test
  @Covers("9218-10-1")
  void the_most_urgent_response_comes_first() throws Exception {
    List<Integer> order =
        order(
            client ->
                client
                    .get(1, "priority", "u=7")
                    .get(3, "priority", "u=0")
                    .get(5, "priority", "u=4"),
            3);
    assertThat(order.stream().distinct()).containsExactly(3, 5, 1);
    assertThat(order).isEqualTo(order.stream().sorted((a, b) -> rank(a) - rank(b)).toList());
  }

  private static int rank(int stream) {
    return stream == 3 ? 0 : stream == 5 ? 1 : 2;
  }

  @Test
  @Covers({"9218-10-2", "9218-10-3"})
  void responses_that_are_incremental_come_in_turn_and_others_one_after_the_other()
      throws Exception {
    List<Integer> turns =
        order(client -> client.get(1, "priority", "i").get(3, "priority", "i"), 2);
    assertThat(turns.subList(0, 2)).containsExactlyInAnyOrder(1, 3);
    List<Integer> whole =
        order(client -> client.get(1, "priority", "u=3").get(3, "priority", "u=3"), 2);
    assertThat(whole.subList(0, 3)).containsOnly(whole.getFirst());
  }

  @Test
  @Covers("9218-7.1-3")
  void an_update_changes_a_priority_before_and_after_the_request() throws Exception {
    List<Integer> order =
        order(
            client -> {
              client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(3, "u=0"));
              client.get(1, "priority", "u=1").get(3, "priority", "u=7").get(5);
              client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(5, "u=6"));
            },
            3);
    assertThat(order.stream().distinct()).containsExactly(3, 1, 5);
  }

  private static byte[] update(int stream, String value) {
    byte[] text = value.getBytes(StandardCharsets.US_ASCII);
    byte[] payload = new byte[4 + text.length];
    payload[3] = (byte) stream;
    System.arraycopy(text, 0, payload, 4, text.length);
    return payload;
  }
}
