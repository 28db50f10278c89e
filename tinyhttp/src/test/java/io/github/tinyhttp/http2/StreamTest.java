package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The states of streams, RFC 9113 §5.
class StreamTest extends Http2Test {
  @Test
  void responses_of_many_streams_come_in_the_order_they_are_ready() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    List<Request> requests = new ArrayList<>();
    for (int stream = 1; stream < 20; stream += 2) {
      client.get(stream);
      requests.add(receive(server));
    }
    for (int i = requests.size() - 1; i >= 0; i--) {
      requests.get(i).respond(Response.text("of " + i));
      assertThat(client.response(1 + 2 * i).text()).isEqualTo("of " + i);
    }
  }

  @Test
  void a_handler_that_blocks_holds_up_no_other_stream() throws Exception {
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS, Dispatch.AUTO)) {
      var open = new CountDownLatch(1);
      Server server =
          server(
              request -> {
                if (request.path().equals("/block")) {
                  Await.opened(open);
                }
                return Response.text(request.path());
              },
              options().withDispatch(dispatch));
      TestClient client = h2(server);
      client.headers(1, Frames.END_STREAM, TestClient.but(TestClient.GET, ":path", "/block"));
      for (int stream = 3; stream < 200; stream += 2) {
        client.get(stream);
      }
      for (int stream = 3; stream < 200; stream += 2) {
        var head = client.next(Frames.HEADERS);
        client.decode(head);
        assertThat(head.stream()).isNotEqualTo(1);
        assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
      }
      open.countDown();
      assertThat(client.response(1).text()).isEqualTo("/block");
    }
  }

  @Test
  @Covers("9113-5.1.2-1")
  void more_streams_than_allowed_are_refused() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withLimits(Limits.defaults().withStreams(2)))
                .start());
    TestClient client = h2(server);
    client.get(1).get(3).get(5);
    isReset(client, 5, ErrorCode.REFUSED_STREAM);
    receive(server).respond(Response.text("one"));
    assertThat(client.response(1).text()).isEqualTo("one");
    client.get(7);
    receive(server).respond(Response.text("three"));
    assertThat(client.response(3).text()).isEqualTo("three");
    receive(server).respond(Response.text("seven"));
    assertThat(client.response(7).text()).isEqualTo("seven");
  }

  /// Rapid reset, CVE-2023-44487: a cancelled request counts as long as its handler runs.
  @Test
  void a_request_whose_stream_is_reset_counts_until_it_has_a_response() throws Exception {
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .options(options().withLimits(Limits.defaults().withStreams(2)))
                .start());
    TestClient client = h2(server);
    client.get(1);
    Request first = receive(server);
    client.reset(1, ErrorCode.CANCEL);
    client.get(3);
    Request second = receive(server);
    client.reset(3, ErrorCode.CANCEL);
    client.get(5);
    client.barrier();
    assertThat(server.tryReceive()).isEmpty();
    first.respond(Response.text("too late"));
    receive(server).respond(Response.text("five"));
    assertThat(client.response(5).text()).isEqualTo("five");
    second.respond(Response.text("too late"));
  }

  @Test
  void a_reset_tells_the_handler_that_the_client_has_left() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    var left = new CountDownLatch(1);
    request.onDisconnect(left::countDown);
    assertThat(request.isConnected()).isTrue();
    client.reset(1, ErrorCode.CANCEL);
    Await.opened(left);
    assertThat(request.isConnected()).isFalse();
    request.respond(Response.text("nothing of this is sent"));
    client.barrier();
  }

  @Test
  @Covers("9113-5.1-2")
  void data_after_the_end_of_a_stream_is_a_fault_of_the_stream() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    client.data(1, 0, "more");
    isReset(client, 1, ErrorCode.STREAM_CLOSED);
    client.barrier();
  }

  @Test
  @Covers("9113-5.1-2")
  void headers_after_the_end_of_a_stream_are_a_fault_of_the_stream() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    receive(server);
    client.get(1);
    isReset(client, 1, ErrorCode.STREAM_CLOSED);
    client.barrier();
  }

  @Test
  @Covers("9113-5.1.1-2")
  void a_stream_that_is_closed_cannot_be_used_again() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.get(1);
    client.response(1);
    client.get(1);
    isGoAway(client, ErrorCode.STREAM_CLOSED);
  }

  @Test
  @Covers("9113-5.1.1-2")
  void a_number_that_was_left_out_cannot_be_used() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.get(5);
    client.response(5);
    client.get(3);
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
  }

  /// RFC 9113 §5.1: the client may have sent before it knew of the reset. The table of HPACK and
  /// the windows go on to be right.
  @Test
  @Covers("9113-5.1-3")
  void what_still_comes_on_a_stream_that_the_server_has_reset_is_passed_over() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.headers(1, 0, TestClient.with(TestClient.POST, "content-length", "100000"));
    receive(server);
    client.data(1, Frames.END_STREAM, "too little");
    isReset(client, 1, ErrorCode.PROTOCOL_ERROR);
    client.data(1, 0, "still");
    client.window(1, 5);
    client.frame(
        Frames.HEADERS,
        Frames.END_HEADERS | Frames.END_STREAM,
        1,
        Blocks.hex("40 01 78 01 79")); // x: y goes into the table
    client.reset(1, ErrorCode.CANCEL);
    byte[] block = TestClient.block(TestClient.GET);
    byte[] more = java.util.Arrays.copyOf(block, block.length + 1);
    more[block.length] = (byte) 0xBE;
    client.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 3, more);
    Request request = receive(server);
    request.respond(Response.text(request.header("x").orElse("")));
    assertThat(client.response(3).text()).isEqualTo("y");
  }

  @Test
  @Covers("9113-5.3.2-1")
  void priority_frames_are_ignored_in_every_state() throws Exception {
    TestClient client = h2(_ -> Response.text("a"));
    client.frame(Frames.PRIORITY, 0, 9, new byte[5]);
    client.get(1);
    client.response(1);
    client.frame(Frames.PRIORITY, 0, 1, new byte[5]);
    client.barrier();
  }

  @Test
  @Covers("9113-6.8-3")
  void a_client_that_says_goaway_gets_its_responses() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    client.put(out -> Frames.putGoAway(out, 0, ErrorCode.NO_ERROR, ""));
    client.barrier();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    assertThat(client.frames().endsSoon()).isTrue();
  }

  @Test
  void a_client_that_shuts_down_its_side_gets_its_responses() throws Exception {
    Server server = server();
    TestClient client = h2(server);
    client.get(1);
    Request request = receive(server);
    client.frames().halfClose();
    request.respond(Response.text("a"));
    assertThat(client.response(1).text()).isEqualTo("a");
    assertThat(client.frames().endsSoon()).isTrue();
  }

  /// The order of signals from many threads does not matter.
  @Test
  void many_threads_respond_at_once() throws Exception {
    var count = new AtomicInteger();
    Server server =
        server(
            request -> {
              count.incrementAndGet();
              return Response.text(request.path());
            },
            options().withDispatch(Dispatch.VIRTUAL_THREADS));
    TestClient client = h2(server);
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < 50; i++) {
        client.get(1 + 2 * (50 * round + i));
      }
      for (int i = 0; i < 50; i++) {
        client.decode(client.next(Frames.HEADERS));
        assertThat(client.next(Frames.DATA).has(Frames.END_STREAM)).isTrue();
      }
    }
    assertThat(count).hasValue(2500);
  }
}
