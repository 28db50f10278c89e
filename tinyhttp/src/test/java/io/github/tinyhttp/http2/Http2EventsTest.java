package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Outcome;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// What events tell of streams.
class Http2EventsTest extends Http2Test {
  private final List<RequestEvent> ended = new CopyOnWriteArrayList<>();
  private final List<RefusalEvent> refused = new CopyOnWriteArrayList<>();
  private final List<ConnectionEvent> connected = new CopyOnWriteArrayList<>();

  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void connected(ConnectionEvent connection) {
          connected.add(connection);
        }

        @Override
        public void sent(RequestEvent request) {
          ended.add(request);
        }

        @Override
        public void cut(RequestEvent request) {
          ended.add(request);
        }

        @Override
        public void refused(RefusalEvent refusal) {
          refused.add(refusal);
        }
      };

  private RequestEvent firstEnd() {
    Await.until("a request has ended", () -> !ended.isEmpty());
    return ended.getFirst();
  }

  @Test
  void bytes_of_header_blocks_and_content_are_counted() throws Exception {
    TestClient client =
        h2(
            server(
                request -> Response.text(request.text().repeat(2)), options().withEvents(events)));
    client.headers(1, 0, TestClient.POST);
    client.data(1, 0, "hel".getBytes(StandardCharsets.US_ASCII));
    client.data(1, Frames.END_STREAM, "lo".getBytes(StandardCharsets.US_ASCII));
    assertThat(client.response(1).text()).isEqualTo("hellohello");
    RequestEvent event = firstEnd();
    assertThat(event.contentBytesReceived()).isEqualTo(5);
    assertThat(event.contentBytesSent()).isEqualTo(10);
    assertThat(event.headBytesReceived()).isPositive();
    assertThat(event.headBytesSent()).isPositive();
    assertThat(event.connection().protocol()).isEqualTo("HTTP/2");
    assertThat(event.outcome()).contains(Outcome.SENT);
  }

  @Test
  void requests_are_numbered_on_their_connection() throws Exception {
    TestClient client = h2(server(request -> Response.text("fine"), options().withEvents(events)));
    for (int stream = 1; stream <= 5; stream += 2) {
      client.get(stream);
      assertThat(client.response(stream).text()).isEqualTo("fine");
    }
    Await.until("all have ended", () -> ended.size() == 3);
    assertThat(ended).extracting(RequestEvent::number).containsExactly(1L, 2L, 3L);
    assertThat(connected).hasSize(1);
  }

  @Test
  void a_fault_of_a_frame_is_told_with_its_code() throws Exception {
    TestClient client = h2(server(request -> Response.text("fine"), options().withEvents(events)));
    client.frames().frame(Frames.DATA, 0, 0, new byte[1]);
    isGoAway(client, ErrorCode.PROTOCOL_ERROR);
    Await.until("it is told", () -> !refused.isEmpty());
    assertThat(refused.getFirst().rule().name()).isEqualTo("PROTOCOL_ERROR");
    assertThat(refused.getFirst().rule().section()).startsWith("RFC 9113");
    assertThat(refused.getFirst().request()).isEmpty();
  }
}
