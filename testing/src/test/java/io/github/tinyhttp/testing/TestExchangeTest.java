package io.github.tinyhttp.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TestExchangeTest {
  private static final int PATIENCE = 60;

  private static TestExchange get() {
    return TestRequest.get("/").start();
  }

  @Nested
  class A_response {
    @Test
    void is_seen_as_it_is_sent() throws Exception {
      TestExchange exchange = get();
      assertThat(exchange.response()).isEmpty();
      exchange.request().respond(Response.text("kept").withHeader("X", "y"));
      TestResponse response = exchange.awaitResponse();
      assertThat(response.text()).isEqualTo("kept");
      assertThat(response.header("X")).hasValue("y");
      assertThat(response.header("Content-Length")).hasValue("4");
      assertThat(exchange.request().isResponded()).isTrue();
    }

    @Test
    void is_given_once() throws Exception {
      TestExchange exchange = get();
      Request request = exchange.request();
      request.respond(Response.empty());
      assertThatIllegalStateException().isThrownBy(() -> request.respond(Response.empty()));
      assertThatIllegalStateException()
          .isThrownBy(() -> request.respond(_ -> Response.status(201)));
      assertThatIllegalStateException().isThrownBy(() -> request.begin(Response.status(201)));
      assertThatIllegalStateException().isThrownBy(() -> request.inform(103, Headers.empty()));
      request.close();
      assertThat(exchange.awaitResponse().status()).isEqualTo(Status.NO_CONTENT);
    }

    @Test
    void is_500_when_the_request_is_closed_without() throws Exception {
      TestExchange exchange = get();
      exchange.request().close();
      assertThat(exchange.awaitResponse().status()).isEqualTo(Status.INTERNAL_SERVER_ERROR);
    }

    @Test
    void is_500_when_the_handler_of_a_received_request_fails() throws Exception {
      TestExchange exchange = get();
      exchange
          .request()
          .respond(
              _ -> {
                throw new IllegalStateException("on purpose");
              });
      assertThat(exchange.awaitResponse().status()).isEqualTo(Status.INTERNAL_SERVER_ERROR);
    }

    @Test
    void is_not_null() {
      TestExchange exchange = get();
      assertThatThrownBy(() -> exchange.request().respond((Response) null))
          .isInstanceOf(NullPointerException.class);
    }

    @Test
    void shows_as_far_as_it_has_come() throws Exception {
      TestExchange exchange = get();
      try (var out = exchange.request().begin(Response.status(200))) {
        out.write("first".getBytes());
        assertThat(exchange.response()).isEmpty();
        out.flush();
        TestResponse soFar = exchange.response().orElseThrow();
        assertThat(soFar.text()).isEqualTo("first");
        assertThat(soFar.isComplete()).isFalse();
        assertThat(soFar.header("Transfer-Encoding")).hasValue("chunked");
        out.write("second".getBytes());
      }
      assertThat(exchange.awaitResponse().text()).isEqualTo("firstsecond");
    }

    @Test
    void has_the_length_that_was_announced() throws Exception {
      TestExchange exchange = get();
      try (var out = exchange.request().begin(Response.status(200), 3)) {
        out.write("abc".getBytes());
        assertThatThrownBy(() -> out.write('d')).isInstanceOf(IOException.class);
      } catch (IOException _) {
        // the response was cut with the byte too many
      }
      assertThatThrownBy(exchange::awaitResponse).isInstanceOf(IOException.class);
    }

    @Test
    void closes_its_stream_at_its_end() throws Exception {
      var closed = new AtomicBoolean();
      var source =
          new ByteArrayInputStream("abc".getBytes()) {
            @Override
            public void close() {
              closed.set(true);
            }
          };
      TestExchange exchange = get();
      exchange.request().respond(Response.stream(source));
      assertThat(exchange.awaitResponse().text()).isEqualTo("abc");
      assertThat(closed).isTrue();
    }

    @Test
    void ends_the_files_of_the_request() throws Exception {
      TestExchange exchange =
          TestRequest.post(
                  "/",
                  """
                  --b
                  Content-Disposition: form-data; name="film"; filename="a.mp4"

                  1234
                  --b--
                  """
                      .replace("\n", "\r\n"))
              .withHeader("Content-Type", "multipart/form-data; boundary=b")
              .start();
      Path film = exchange.request().form().upload("film").orElseThrow().path();
      assertThat(film).hasContent("1234");
      exchange.request().respond(Response.empty());
      Await.until("the file is deleted", () -> Files.notExists(film));
    }

    @Test
    void is_told_to_the_listener_of_the_server() throws Exception {
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      var events =
          new ServerEvents() {
            @Override
            public void sent(RequestEvent event) {
              Request request = event.request();
              told.add("sent " + request);
            }

            @Override
            public void cut(RequestEvent event) {
              Request request = event.request();
              told.add("cut " + request);
            }
          };
      TestRequest request =
          TestRequest.get("/").withOptions(ServerOptions.defaults().withEvents(events));
      request.sendTo(_ -> Response.empty());
      assertThat(told.take()).isEqualTo("sent GET / HTTP/1.1");
      TestExchange left = request.start();
      left.disconnect();
      left.request().respond(Response.empty());
      assertThat(told.take()).isEqualTo("cut GET / HTTP/1.1");
      assertThat(told).isEmpty();
    }
  }

  @Nested
  class Interim_responses {
    @Test
    void are_kept() throws Exception {
      TestExchange exchange = get();
      exchange.request().inform(103, Headers.of("Link", "</a>"));
      assertThat(exchange.interimResponses())
          .containsExactly(new InterimResponse(new Status(103), Headers.of("Link", "</a>")));
    }

    @Test
    void are_nothing_for_http_1_0() throws Exception {
      TestExchange exchange = TestRequest.get("/").withVersion(HttpVersion.HTTP_1_0).start();
      exchange.request().inform(103, Headers.of("Link", "</a>"));
      assertThat(exchange.interimResponses()).isEmpty();
    }

    @Test
    void are_refused_as_by_a_server() {
      Request request = get().request();
      assertThatIllegalArgumentException().isThrownBy(() -> request.inform(200, Headers.empty()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> request.inform(103, Headers.of("Content-Length", "1")));
    }
  }

  @Nested
  class Another_protocol {
    private static final TestRequest OFFER =
        TestRequest.get("/")
            .withHeader("Upgrade", "Chat")
            .withHeader("Connection", "upgrade")
            .withSwitchedInput("hi".getBytes());

    @Test
    void is_spoken_after_a_switch() throws Exception {
      TestExchange exchange = OFFER.start();
      Upgrade upgrade = exchange.request().upgrade("chat", Response.status(200));
      assertThat(upgrade.protocol()).isEqualTo("Chat");
      assertThat(upgrade.input().readAllBytes()).isEqualTo("hi".getBytes());
      upgrade.output().write('x');
      upgrade.channel().write(ByteBuffer.wrap(new byte[] {'y'}));
      assertThat(exchange.switchedOutput()).isEqualTo("xy".getBytes());
      TestResponse response = exchange.awaitResponse();
      assertThat(response.status().code()).isEqualTo(101);
      assertThat(response.headers())
          .isEqualTo(Headers.of("Upgrade", "Chat", "Connection", "upgrade"));
      upgrade.close();
      assertThat(upgrade.isOpen()).isFalse();
      assertThatThrownBy(() -> upgrade.output().write('z'))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> upgrade.input().read()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void can_be_read_without_a_thread() throws Exception {
      Upgrade upgrade = OFFER.start().request().upgrade("chat", Response.status(200));
      var seen = new LinkedBlockingQueue<String>();
      upgrade.receive(
          new Upgrade.Receiver() {
            @Override
            public void received(ByteBuffer bytes) {
              seen.add("got " + (char) bytes.get());
              upgrade.pause();
              Thread.ofVirtual().start(this::goOn);
            }

            private void goOn() {
              try {
                seen.add("read " + (char) upgrade.input().read());
              } catch (IOException e) {
                seen.add("failed");
              }
              upgrade.resume();
            }

            @Override
            public void ended() throws IOException {
              seen.add("end");
              upgrade.close();
            }

            @Override
            public void closed(Throwable cause) {
              seen.add("closed");
            }
          });
      for (String expected : List.of("got h", "read i", "end", "closed")) {
        assertThat(seen.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    }

    @Test
    void is_only_what_the_client_offers() {
      TestRequest unconnected = OFFER.withoutHeader("Connection");
      for (Request request :
          List.of(get().request(), OFFER.start().request(), unconnected.start().request())) {
        assertThat(request.offersUpgrade("other")).isFalse();
        assertThatThrownBy(() -> request.upgrade("other", Response.status(200)))
            .isInstanceOfSatisfying(
                HttpException.class, e -> assertThat(e.status().code()).isEqualTo(426));
      }
      assertThat(unconnected.start().request().offersUpgrade("chat")).isFalse();
      assertThat(OFFER.start().request().offersUpgrade("CHAT")).isTrue();
    }

    @Test
    void is_cut_when_the_handler_fails() throws Exception {
      TestExchange exchange = OFFER.start();
      var taken = new CompletableFuture<Upgrade>();
      exchange
          .request()
          .respond(
              request -> {
                taken.complete(request.upgrade("chat", Response.status(200)));
                throw new IllegalStateException("on purpose");
              });
      assertThat(taken.join().isOpen()).isFalse();
    }
  }

  @Nested
  class A_client_that_leaves {
    @Test
    void shows() throws Exception {
      TestExchange exchange = get();
      Request request = exchange.request();
      var first = new CountDownLatch(1);
      var second = new CountDownLatch(1);
      request.onDisconnect(first::countDown);
      assertThat(request.isConnected()).isTrue();
      exchange.disconnect();
      exchange.disconnect();
      assertThat(request.isConnected()).isFalse();
      assertThat(first.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
      request.onDisconnect(second::countDown);
      assertThat(second.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
      request.respond(Response.text("late"));
      assertThat(exchange.response()).isEmpty();
      assertThatThrownBy(exchange::awaitResponse).isInstanceOf(IOException.class);
    }

    @Test
    void has_not_left_early_with_the_whole_response() throws Exception {
      TestExchange exchange = get();
      var called = new AtomicBoolean();
      exchange.request().onDisconnect(() -> called.set(true));
      exchange.request().respond(Response.empty());
      exchange.disconnect();
      assertThat(exchange.awaitResponse().status()).isEqualTo(Status.NO_CONTENT);
      assertThat(called).isFalse();
    }

    @Test
    void makes_writing_fail() throws Exception {
      TestExchange exchange = get();
      try (var out = exchange.request().begin(Response.status(200))) {
        out.write('a');
        out.flush();
        exchange.disconnect();
        out.write('b');
        assertThatThrownBy(out::flush).isInstanceOf(IOException.class);
      }
      assertThat(exchange.response().orElseThrow().isComplete()).isFalse();
      TestExchange gone = get();
      gone.disconnect();
      assertThatThrownBy(() -> gone.request().begin(Response.status(200)))
          .isInstanceOf(IOException.class);
    }

    @Test
    void ends_a_stream_of_events() throws Exception {
      TestExchange exchange = get();
      var written = new CountDownLatch(1);
      Response events =
          Response.events(
              stream -> {
                stream.send("hello");
                stream.send("x".repeat(70_000)); // waits until nothing else does
                stream.send("more");
                written.countDown();
                stream.awaitEnd();
              });
      Thread responding = Thread.ofVirtual().start(() -> exchange.request().respond(events));
      assertThat(written.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
      assertThat(exchange.response().orElseThrow().text()).startsWith("data: hello\n\n");
      exchange.disconnect();
      responding.join();
      assertThat(exchange.response().orElseThrow().isComplete()).isFalse();
    }
  }
}
