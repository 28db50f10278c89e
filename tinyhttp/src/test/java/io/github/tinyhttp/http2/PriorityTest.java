package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The order of responses, RFC 9218.
class PriorityTest extends Http2Test {
  @Test
  @Covers({"9218-4-1", "9218-4-2"})
  void a_value_says_urgency_and_increments() {
    assertThat(Priority.ofField("")).isEqualTo(Priority.DEFAULT);
    assertThat(Priority.of("")).isEqualTo(new Priority(3, false));
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
  @Covers({"9218-10-1", "9218-10-5"})
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
  @Covers({"9218-10-2", "9218-10-3", "9218-10-6"})
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

  /// The responses wait for the window of the connection, which is less than one of them needs.
  @Test
  @Covers({"9218-7.1-3", "9218-10-1"})
  void an_update_counts_for_a_response_that_waits_already() throws Exception {
    TestClient client = raw(server(_ -> Response.bytes(new byte[100_000])));
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    client.get(1, "priority", "u=3").get(3, "priority", "u=7").get(5, "priority", "u=2");
    int heads = 0;
    for (int count = 0; count < 65_535 || heads < 3; ) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
        heads++;
      } else {
        count += frame.payload().length;
      }
    }
    client.barrier();
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(3, "u=0"));
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(5, "u=6"));
    client.window(0, 1 << 20);
    List<Integer> ends = new ArrayList<>();
    while (ends.size() < 3) {
      Frame frame = client.next(Frames.DATA);
      if (frame.has(Frames.END_STREAM)) {
        ends.add(frame.stream());
      }
    }
    assertThat(ends).containsExactly(3, 1, 5);
  }

  /// The one that is ready first was asked for last.
  @Test
  @Covers("9218-10-2")
  void responses_that_are_not_incremental_come_in_the_order_of_their_requests() throws Exception {
    Server server = server();
    TestClient client = raw(server);
    client.greet(ClientSettings.INITIAL_WINDOW_SIZE, 1 << 20);
    List<Request> requests = new ArrayList<>();
    for (int stream = 1; stream <= 5; stream += 2) {
      client.get(stream, "priority", "u=3");
      requests.add(receive(server));
    }
    for (Request request : requests.reversed()) {
      request.respond(Response.bytes(new byte[100_000]));
    }
    int count = 0;
    while (count < 65_535) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      } else {
        count += frame.payload().length;
      }
    }
    client.window(0, 1 << 20);
    List<Integer> ends = new ArrayList<>();
    while (ends.size() < 3) {
      Frame frame = client.frames().read();
      if (frame.type() == Frames.HEADERS) {
        client.decode(frame);
      } else if (frame.has(Frames.END_STREAM)) {
        ends.add(frame.stream());
      }
    }
    assertThat(ends).containsExactly(1, 3, 5);
  }

  @Test
  @Covers("9218-10-4")
  void a_large_response_does_not_starve_an_incremental_one_of_its_urgency() throws Exception {
    List<Integer> order =
        order(client -> client.get(1, "priority", "u=3").get(3, "priority", "i"), 2);
    assertThat(order.subList(0, 3)).contains(1, 3);
  }

  /// RFC 9113 §5.3.2: clients that say nothing of priorities expect that responses share.
  @Test
  @Covers("9113-5.3.2-2")
  void responses_to_requests_without_a_priority_share_the_connection() throws Exception {
    List<Integer> order = order(client -> client.get(1).get(3), 2);
    assertThat(order.subList(0, 3)).contains(1, 3);
  }

  @Test
  @Covers("9218-7.1-4")
  void more_streams_cannot_be_prioritized_than_may_be_open() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withLimits(Limits.defaults().withStreams(3)))
                .start());
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    for (int round = 0; round < 3; round++) { // the same streams again and again
      client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(3, "u=1"));
      client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(5, "u=1"));
    }
    client.barrier();
    client.get(7); // 3 and 5 are closed with that, and count no more
    receive(server);
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(5, "u=1"));
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(9, "u=1"));
    client.barrier();
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(11, "u=1"));
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }

  /// A client may prioritize before it knows how many streams it may open.
  @Test
  void streams_may_be_prioritized_before_their_number_is_known() throws Exception {
    TestClient client = raw(server(_ -> Response.text("a")));
    client.frames().preface();
    client.settings();
    for (int stream = 1; stream < 400; stream += 2) {
      client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(stream, "u=1"));
    }
    client.get(1);
    client.next(Frames.SETTINGS);
    client.frame(Frames.SETTINGS, Frames.ACK, 0);
    client.next(Frames.SETTINGS);
    assertThat(client.response(1).text()).isEqualTo("a");
  }

  @Test
  @Covers("9218-7.1-5")
  void a_stream_of_the_server_cannot_be_prioritized() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(Frames.PRIORITY_UPDATE, 0, 0, update(2, "u=1"));
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }

  private static byte[] update(int stream, String value) {
    byte[] text = value.getBytes(StandardCharsets.US_ASCII);
    byte[] payload = new byte[4 + text.length];
    payload[2] = (byte) (stream >> 8);
    payload[3] = (byte) stream;
    System.arraycopy(text, 0, payload, 4, text.length);
    return payload;
  }
}
