package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Server-sent events without a socket: what a source sends, as bytes.
class EventStreamTest {
  private static String written(EventStream.Feed source) throws Exception {
    var out = new ByteArrayOutputStream();
    Response.events(source).body().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String written(Event event) throws Exception {
    return written(stream -> stream.send(event));
  }

  /// A client that takes nothing before it is told to.
  private static final class SlowClient extends OutputStream {
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void write(int b) {
      throw new AssertionError("events are written whole");
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writing.countDown();
      Await.opened(released);
    }
  }

  @Nested
  class An_event {
    @Test
    void is_its_data_and_an_empty_line() throws Exception {
      assertThat(written(stream -> stream.send("hello"))).isEqualTo("data: hello\n\n");
    }

    @Test
    void has_a_name_an_id_and_a_time_to_come_back() throws Exception {
      Event event = Event.of("x").withName("tick").withId("7 é").withRetry(Duration.ofMillis(1500));
      assertThat(written(event)).isEqualTo("event: tick\nid: 7 é\nretry: 1500\ndata: x\n\n");
    }

    @Test
    void may_be_empty() throws Exception {
      assertThat(written(Event.of("").withId(""))).isEqualTo("id: \ndata: \n\n");
    }

    @Test
    void keeps_a_blank_at_the_beginning() throws Exception {
      assertThat(written(Event.of(" x"))).isEqualTo("data:  x\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb"})
    void has_a_line_for_each_line_of_its_data(String data) throws Exception {
      assertThat(written(Event.of(data))).isEqualTo("data: a\ndata: b\n\n");
    }

    @Test
    void cannot_be_split_by_its_data() throws Exception {
      assertThat(written(Event.of("\n\n\r\r\r\n\r\ndata: forged\nid: 9\n")))
          .isEqualTo(
              "data: \ndata: \ndata: \ndata: \ndata: \ndata: \n"
                  + "data: data: forged\ndata: id: 9\ndata: \n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "\0", "\r\n"})
    void refuses_a_line_end_or_nul_in_its_name_or_id(String text) {
      var event = Event.of("");
      assertThatThrownBy(() -> event.withName(text)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> event.withId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refuses_a_negative_time() {
      var event = Event.of("");
      var time = Duration.ofMillis(-1);
      assertThatThrownBy(() -> event.withRetry(time)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class A_stream {
    @Test
    void has_comments_and_times_to_come_back() throws Exception {
      assertThat(
              written(
                  stream -> {
                    stream.comment("one\ntwo\r\rdata: no");
                    stream.retry(Duration.ofSeconds(2));
                  }))
          .isEqualTo(": one\n: two\n: \n: data: no\n\nretry: 2000\n\n");
    }

    @Test
    void tells_caches_and_proxies_to_let_it_through() {
      Headers headers = Response.events(EventStream::close).headers();
      assertThat(headers.first("Content-Type")).hasValue("text/event-stream");
      assertThat(headers.first("Cache-Control")).hasValue("no-cache");
      assertThat(headers.first("X-Accel-Buffering")).hasValue("no");
    }

    @Test
    void can_be_the_response_again_and_again() throws Exception {
      Response response = Response.events(stream -> stream.send("hello"));
      for (int i = 0; i < 3; i++) {
        var out = new ByteArrayOutputStream();
        response.body().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("data: hello\n\n");
      }
    }

    @Test
    void refuses_what_comes_after_its_end() throws Exception {
      var kept = new AtomicReference<EventStream>();
      assertThat(
              written(
                  stream -> {
                    kept.set(stream);
                    assertThat(stream.isOpen()).isTrue();
                    stream.send("one");
                    stream.close();
                    assertThat(stream.isOpen()).isFalse();
                    assertThatThrownBy(() -> stream.send("two")).isInstanceOf(IOException.class);
                    assertThat(stream.offer(Event.of("three"))).isFalse();
                    stream.close();
                  }))
          .isEqualTo("data: one\n\n");
      kept.get().awaitEnd();
    }

    @Test
    void fails_with_its_source() {
      var fault = new IllegalStateException("on purpose");
      assertThatThrownBy(
              () ->
                  written(
                      _ -> {
                        throw fault;
                      }))
          .isSameAs(fault);
    }

    @Test
    void passes_over_what_its_source_throws_after_the_end() throws Exception {
      assertThat(
              written(
                  stream -> {
                    stream.send("one");
                    stream.close();
                    throw new IllegalStateException("on purpose");
                  }))
          .isEqualTo("data: one\n\n");
    }

    @Test
    void takes_events_of_many_threads_each_of_them_whole() throws Exception {
      int threads = 8;
      int each = 500;
      String data = "x".repeat(100);
      String all =
          written(
              stream -> {
                var done = new CountDownLatch(threads);
                for (int i = 0; i < threads; i++) {
                  Thread.startVirtualThread(
                      () -> {
                        try {
                          for (int k = 0; k < each; k++) {
                            stream.send(data);
                          }
                        } catch (IOException e) {
                          throw new AssertionError(e);
                        }
                        done.countDown();
                      });
                }
                Await.opened(done);
              });
      assertThat(all).isEqualTo(("data: " + data + "\n\n").repeat(threads * each));
    }

    @Test
    void sends_a_comment_when_there_is_nothing_else() throws Exception {
      var beats = new CountDownLatch(3);
      var out =
          new ByteArrayOutputStream() {
            @Override
            public void flush() {
              if (size() > 0) {
                beats.countDown();
              }
            }
          };
      Response.events(Duration.ofMillis(1), _ -> Await.opened(beats)).body().writeTo(out);
      assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(":\n\n:\n\n:\n\n");
    }

    @Test
    void refuses_a_time_between_comments_that_makes_no_sense() {
      for (Duration time : new Duration[] {Duration.ofMillis(-1), Duration.ofDays(2)}) {
        assertThatThrownBy(() -> Response.events(time, EventStream::close))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Nested
  class A_slow_client {
    private final SlowClient client = new SlowClient();
    private final Event large = Event.of("x".repeat(40_000));

    @Test
    void is_not_waited_for_by_who_offers() throws Exception {
      Response.events(
              stream -> {
                assertThat(stream.offer(large)).isTrue();
                Await.opened(client.writing);
                assertThat(stream.offer(large)).as("the first that waits").isTrue();
                assertThat(stream.offer(large)).as("the second").isFalse();
                client.released.countDown();
                Await.until("there is room again", () -> stream.offer(large));
              })
          .body()
          .writeTo(client);
    }

    @Test
    void is_waited_for_by_who_sends() throws Exception {
      var sent = new AtomicReference<Thread.State>();
      Response.events(
              stream -> {
                stream.send(large);
                Await.opened(client.writing);
                stream.send(large);
                Thread sender = Thread.ofVirtual().unstarted(() -> sendQuietly(stream));
                sender.start();
                Await.until("it waits", () -> sender.getState() == Thread.State.WAITING);
                sent.set(sender.getState());
                client.released.countDown();
                sender.join();
              })
          .body()
          .writeTo(client);
      assertThat(sent).hasValue(Thread.State.WAITING);
    }

    private void sendQuietly(EventStream stream) {
      try {
        stream.send(large);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void may_get_an_event_that_is_larger_than_all_that_may_wait() throws Exception {
      assertThat(written(Event.of("x".repeat(1_000_000)))).hasSize(1_000_008);
    }

    @Test
    void does_not_keep_an_interrupted_sender() throws Exception {
      Response.events(
              stream -> {
                stream.send(large);
                Await.opened(client.writing);
                stream.send(large);
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> stream.send(large))
                    .isInstanceOf(InterruptedIOException.class);
                assertThat(Thread.interrupted()).isTrue();
                client.released.countDown();
              })
          .body()
          .writeTo(client);
    }
  }

  @Test
  void the_id_a_client_comes_back_with_is_read_as_utf_8() {
    assertThat(Requests.get("/", "Last-Event-ID", "\u00c3\u00a9").lastEventId()).hasValue("é");
    assertThat(Requests.get("/").lastEventId()).isEmpty();
  }
}
