package io.github.tinyhttp.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Content that the application writes itself, after it has given the head of its response.
class BeginTest extends SocketTest {
  private static final String GET = Wire.get("/");
  private static final Response HEAD = Response.status(200).withType("text/plain");
  private static final byte[] HELLO = ascii("hello");

  /// What the server has told of its requests.
  private static final class Told implements ServerEvents {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();

    @Override
    public void sent(RequestEvent event) {
      Request request = event.request();
      if (!request.method().equals(HttpMethod.OPTIONS)) { // of a barrier
        events.add("sent " + request.path());
      }
    }

    @Override
    public void cut(RequestEvent event) {
      Request request = event.request();
      events.add("cut " + request.path());
    }

    @Override
    public void failed(RequestEvent event, Throwable cause) {
      events.add("failed " + cause.getMessage());
    }

    void await(String event) {
      Await.until(event, () -> events.contains(event));
    }
  }

  /// Where a handler runs.
  private enum Style {
    INLINE(Dispatch.INLINE),
    VIRTUAL_THREADS(Dispatch.VIRTUAL_THREADS);

    private final Dispatch dispatch;

    Style(Dispatch dispatch) {
      this.dispatch = dispatch;
    }
  }

  private final Told told = new Told();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private Server serve(Style style, Handler handler) throws IOException {
    return server(handler, options().withDispatch(style.dispatch).withEvents(told));
  }

  private WireClient client(Style style, Handler handler) throws IOException {
    return client(serve(style, handler));
  }

  private static Response hello(Request request) throws IOException {
    OutputStream out = request.begin(HEAD);
    out.write(HELLO);
    out.close();
    return Response.handled();
  }

  /// Begins, and ends when the test says so.
  private Response helloOnRelease(Request request) throws IOException {
    OutputStream out = request.begin(HEAD);
    out.write(HELLO);
    out.flush();
    begun.countDown();
    Await.opened(released);
    out.write(HELLO);
    out.close();
    return Response.handled();
  }

  @Nested
  class Framing {
    @ParameterizedTest
    @EnumSource
    void is_chunks_where_the_length_is_not_known(Style style) throws Exception {
      WireClient client = client(style, BeginTest::hello);
      for (int i = 0; i < 3; i++) {
        WireResponse response = client.send(GET).expectResponse(200, "hello");
        assertThat(response.framing()).isEqualTo(WireResponse.Framing.CHUNKED);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
      }
    }

    @ParameterizedTest
    @EnumSource
    void is_the_length_where_it_is_known(Style style) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD, 10);
            out.write(HELLO);
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      WireClient client = client(style, handler);
      for (int i = 0; i < 3; i++) {
        WireResponse response = client.send(GET).expectResponse(200, "hellohello");
        assertThat(response.header("Content-Length")).isEqualTo("10");
      }
    }

    @ParameterizedTest
    @EnumSource
    void is_the_end_of_the_connection_for_an_old_client(Style style) throws Exception {
      WireClient client = client(style, BeginTest::hello);
      WireResponse response = client.send("GET / HTTP/1.0\r\n\r\n").expectResponse(200, "hello");
      assertThat(response.framing()).isEqualTo(WireResponse.Framing.CLOSE);
      told.await("sent /");
    }

    @ParameterizedTest
    @EnumSource
    void leaves_a_response_to_head_without_content(Style style) throws Exception {
      WireClient client = client(style, BeginTest::hello);
      client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse("HEAD", 200);
      client.send(GET).expectResponse(200, "hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    void leaves_a_status_without_content_as_it_is(int status) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(Response.status(status));
            out.write(HELLO);
            out.flush();
            out.close();
            return Response.handled();
          };
      WireClient client = client(Style.INLINE, handler);
      assertThat(client.send(GET.repeat(2)).expectResponse(status).text()).isEmpty();
      client.expectResponse(status);
    }

    @ParameterizedTest
    @EnumSource
    void is_that_of_a_304_for_a_client_that_has_the_content(Style style) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD.withETag(EntityTag.strong("a")));
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      WireClient client = client(style, handler);
      client.sendLines("GET / HTTP/1.1\nHost: a\nIf-None-Match: \"a\"\n\n").expectResponse(304);
      client.send(GET).expectResponse(200, "hello");
    }

    @Test
    void has_a_chunk_for_each_flush() throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            for (int i = 0; i < 3; i++) {
              out.write('a');
              out.write('b');
              out.flush();
              out.flush();
            }
            out.close();
            return Response.handled();
          };
      WireResponse response = client(Style.INLINE, handler).send(GET).readResponse();
      assertThat(response.chunks()).containsExactly(2, 2, 2);
    }
  }

  @Nested
  class Trailers_and_codings {
    @Test
    void trailers_follow_the_content() throws Exception {
      Handler handler =
          request -> {
            OutputStream out =
                request.begin(HEAD.withTrailers(List.of("X-End"), () -> Headers.of("X-End", "1")));
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      WireResponse response =
          client(Style.INLINE, handler)
              .sendLines("GET / HTTP/1.1\nHost: a\nTE: trailers\nConnection: TE\n\n")
              .expectResponse(200, "hello");
      assertThat(response.trailer("X-End")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void gzip_passes_on_what_is_flushed(Style style) throws Exception {
      ServerOptions options =
          options()
              .withDispatch(style.dispatch)
              .withCompression(Compression.defaults().withMinimumSize(0));
      WireClient client = client(server(BeginTest.this::helloOnRelease, options));
      client.sendLines("GET / HTTP/1.1\nHost: a\nAccept-Encoding: gzip\n\n").expectHead(200);
      Await.opened(begun);
      int size = Integer.parseInt(client.readLine(), 16);
      String piece = client.readOctets(size);
      var first = new GZIPInputStream(bytes(piece));
      assertThat(first.readNBytes(5)).isEqualTo(HELLO);
      client.readLine();
      released.countDown();
      String rest = client.readOctets(Integer.parseInt(client.readLine(), 16));
      var all = new GZIPInputStream(bytes(piece + rest));
      assertThat(all.readAllBytes()).isEqualTo(ascii("hellohello"));
      client.expect("\r\n0\r\n\r\n");
    }

    private static InputStream bytes(String octets) {
      return new ByteArrayInputStream(Wire.octets(octets));
    }

    @ParameterizedTest
    @EnumSource
    void a_coding_that_cannot_begin_cuts_the_response(Style style) throws Exception {
      ServerOptions options =
          options()
              .withDispatch(style.dispatch)
              .withEvents(told)
              .withCompression(
                  Compression.defaults().withMinimumSize(0).withCodings(List.of(new Broken())));
      Server server = server(BeginTest::hello, options);
      client(server).sendLines("GET / HTTP/1.1\nHost: a\nAccept-Encoding: broken\n\n").readToCut();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("failed on purpose");
      told.await("cut /");
      assertThat(told.events).containsExactlyInAnyOrder("failed on purpose", "cut /");
    }

    private static final class Broken implements ContentCoding {
      @Override
      public String name() {
        return "broken";
      }

      @Override
      public OutputStream encode(OutputStream out, int level) {
        throw new IllegalStateException("on purpose");
      }

      @Override
      public InputStream decode(InputStream in) {
        return in;
      }
    }
  }

  @Nested
  class In_a_pipeline {
    @ParameterizedTest
    @EnumSource
    void responses_behind_it_wait_for_its_end(Style style) throws Exception {
      Handler handler =
          request ->
              request.path().equals("/") ? helloOnRelease(request) : Response.text(request.path());
      Server server = serve(style, handler);
      WireClient client = client(server).send(GET + Wire.get("/2") + Wire.get("/3"));
      client.expectHead(200).expect("5\r\nhello\r\n");
      Await.opened(begun);
      barrier(server).pass();
      client.expectNothing();
      released.countDown();
      client.expect("5\r\nhello\r\n0\r\n\r\n");
      client.expectResponse(200, "/2");
      client.expectResponse(200, "/3");
      Await.until("all is told", () -> told.events.size() == 3);
      assertThat(told.events).containsExactly("sent /", "sent /2", "sent /3");
    }

    @Test
    void it_begins_when_the_responses_before_it_are_written() throws Exception {
      Handler handler =
          request -> {
            if (request.path().equals("/")) {
              begun.countDown();
              Await.opened(released);
              return Response.text("first");
            }
            return hello(request);
          };
      WireClient client = client(Style.VIRTUAL_THREADS, handler).send(GET + Wire.get("/2"));
      Await.opened(begun);
      client.send(Wire.get("/3"));
      released.countDown();
      client.expectResponse(200, "first");
      client.expectResponse(200, "hello");
      client.expectResponse(200, "hello");
    }

    @Test
    void responses_collected_before_it_leave_with_it_and_are_told() throws Exception {
      Handler handler =
          request ->
              request.path().equals("/3") ? helloOnRelease(request) : Response.text(request.path());
      WireClient client =
          client(Style.INLINE, handler).send(Wire.get("/1") + Wire.get("/2") + Wire.get("/3"));
      client.expectResponse(200, "/1");
      client.expectResponse(200, "/2");
      client.expectHead(200).expect("5\r\nhello\r\n");
      told.await("sent /2");
      released.countDown();
      client.expect("5\r\nhello\r\n0\r\n\r\n");
      told.await("sent /3");
    }

    @Test
    void an_interrupt_of_the_thread_that_waits_for_its_turn_ends_the_connection() throws Exception {
      var waiting = new CompletableFuture<Thread>();
      var failure = new CompletableFuture<Exception>();
      Handler handler =
          request -> {
            if (request.path().equals("/")) {
              begun.countDown();
              Await.opened(released);
              return Response.text("first");
            }
            waiting.complete(Thread.currentThread());
            try {
              return hello(request);
            } catch (IOException e) {
              failure.complete(e);
              throw e;
            }
          };
      Server server = serve(Style.VIRTUAL_THREADS, handler);
      WireClient client = client(server).send(GET + Wire.get("/2"));
      Thread thread = result(waiting);
      Await.until("it waits", () -> thread.getState() == Thread.State.WAITING);
      thread.interrupt();
      assertThat(result(failure)).isInstanceOf(InterruptedIOException.class);
      released.countDown();
      client.readToCut();
      client.close(); // the server would wait for that
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("cut /2");
    }

    @Test
    void a_body_that_is_not_read_is_skipped() throws Exception {
      String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
      WireClient client = client(Style.VIRTUAL_THREADS, BeginTest::hello);
      client.send(post + "x".repeat(100_000)).expectResponse(200, "hello");
      client.send(GET).expectResponse(200, "hello");
    }

    @Test
    void a_body_can_be_read_while_the_content_is_written() throws Exception {
      Handler echo =
          request -> {
            OutputStream out = request.begin(HEAD);
            request.body().transferTo(out);
            out.close();
            return Response.handled();
          };
      WireClient client = client(Style.VIRTUAL_THREADS, echo);
      client.sendLines("POST / HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n");
      client.expectInterim(100);
      client.send("hello").expectResponse(200, "hello");
    }
  }

  @Nested
  class On_other_threads {
    @ParameterizedTest
    @EnumSource
    void another_thread_may_write_and_close(Style style) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            Future<?> _ =
                inBackground(
                    () -> {
                      Await.opened(released);
                      out.write(HELLO);
                      out.close();
                      return null;
                    });
            return Response.handled();
          };
      WireClient client = client(style, handler).send(GET.repeat(3));
      released.countDown();
      for (int i = 0; i < 3; i++) {
        client.expectResponse(200, "hello");
      }
    }

    @Test
    void a_received_request_is_begun_by_its_receiver() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET.repeat(2));
      for (int i = 0; i < 2; i++) {
        Response _ = hello(receive(server));
        client.expectResponse(200, "hello");
      }
    }

    @Test
    void a_slow_client_makes_only_the_writer_wait() throws Exception {
      byte[] much = new byte[4 << 20];
      Handler handler =
          request -> {
            if (request.path().equals("/2")) {
              return Response.text("quick");
            }
            OutputStream out = request.begin(HEAD, much.length);
            out.write(much);
            out.close();
            return Response.handled();
          };
      Server server = serve(Style.INLINE, handler);
      WireClient slow = client(server).send(GET);
      slow.expectHead(200);
      client(server).send(Wire.get("/2")).expectResponse(200, "quick");
      assertThat(slow.readOctets(much.length)).hasSize(much.length);
      slow.send(Wire.get("/2")).expectResponse(200, "quick");
    }
  }

  @Nested
  class Failure {
    @ParameterizedTest
    @EnumSource
    void of_the_handler_cuts_the_response_and_is_told_once(Style style) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            out.write(HELLO);
            out.flush();
            throw new IllegalStateException("on purpose");
          };
      Server server = serve(style, handler);
      client(server).send(GET).expectHead(200).expect("5\r\nhello\r\n").readToReset();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("failed on purpose");
      told.await("cut /");
      assertThat(told.events).containsExactlyInAnyOrder("failed on purpose", "cut /");
      assertThat(server.requestsInFlight()).isZero();
    }

    @Test
    void with_a_status_of_its_own_cuts_the_response_and_is_not_told() throws Exception {
      Handler handler =
          request -> {
            OutputStream _ = request.begin(HEAD);
            throw new HttpException(409, "too late for that");
          };
      Server server = serve(Style.INLINE, handler);
      client(server).send(GET).readToCut();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("cut /");
      assertThat(told.events).containsExactly("cut /");
    }

    @Test
    void after_the_end_of_the_content_leaves_the_response_whole() throws Exception {
      Handler handler =
          request -> {
            Response _ = hello(request);
            throw new IllegalStateException("on purpose");
          };
      WireClient client = client(Style.INLINE, handler);
      client.send(GET).expectResponse(200, "hello");
      client.send(GET).expectResponse(200, "hello");
      told.await("failed on purpose");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void of_the_client_is_no_failure_of_the_handler(boolean wrapped) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            try {
              while (true) {
                out.write(new byte[1 << 16]);
              }
            } catch (IOException e) {
              assertThatIOException().isThrownBy(() -> out.write(1)).withCause(e);
              out.flush();
              out.close();
              throw wrapped ? new UncheckedIOException(e) : e;
            }
          };
      Server server = serve(Style.VIRTUAL_THREADS, handler);
      client(server).send(GET).expectHead(200).reset();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("cut /");
      assertThat(told.events).containsExactly("cut /");
    }

    @Test
    void of_the_trailers_cuts_the_response() throws Exception {
      Handler handler =
          request -> {
            OutputStream out =
                request.begin(
                    HEAD.withTrailers(
                        List.of("X-End"),
                        () -> {
                          throw new IllegalStateException("on purpose");
                        }));
            out.write(HELLO);
            out.flush();
            out.close();
            return Response.handled();
          };
      Server server = serve(Style.INLINE, handler);
      client(server)
          .sendLines("GET / HTTP/1.1\nHost: a\nTE: trailers\nConnection: TE\n\n")
          .readToReset();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("failed on purpose");
      told.await("cut /");
      assertThat(told.events).containsExactlyInAnyOrder("failed on purpose", "cut /");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void to_keep_to_the_announced_length_cuts_the_response(int length) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD, length);
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      Server server = serve(Style.INLINE, handler);
      client(server).send(GET).readToReset();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("cut /");
      assertThat(told.events).hasSize(2).contains("cut /");
    }

    @Test
    void of_an_interim_response_that_has_left_in_part_ends_the_connection() throws Exception {
      var informing = new CompletableFuture<Thread>();
      var failure = new CompletableFuture<Exception>();
      Headers hints = Headers.of("Link", "x".repeat(8000));
      Handler handler =
          request -> {
            informing.complete(Thread.currentThread());
            try {
              while (true) {
                request.inform(103, hints);
              }
            } catch (IOException e) {
              boolean _ = Thread.interrupted();
              failure.complete(e);
              return Response.text("response");
            }
          };
      Server server = serve(Style.VIRTUAL_THREADS, handler);
      WireClient client = client(server).send(GET);
      Thread thread = result(informing);
      Await.until(
          "the socket is full",
          () ->
              thread.getState() == Thread.State.WAITING
                  || thread.getState() == Thread.State.TIMED_WAITING);
      thread.interrupt();
      assertThat(result(failure)).isInstanceOf(InterruptedIOException.class);
      assertThat(client.readToCut()).doesNotContain("200 OK");
      told.await("cut /");
    }
  }

  @Nested
  class The_end {
    @Test
    void comes_once() throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            out.write(HELLO);
            out.close();
            out.close();
            out.flush();
            assertThatIOException().isThrownBy(() -> out.write('x'));
            request.close();
            request.close();
            return Response.text("ignored");
          };
      WireClient client = client(Style.INLINE, handler);
      client.send(GET).expectResponse(200, "hello");
      client.send(GET).expectResponse(200, "hello");
      Await.until("both are told", () -> told.events.size() == 2);
      assertThat(told.events).containsExactly("sent /", "sent /");
    }

    @ParameterizedTest
    @EnumSource
    void of_the_request_cuts_content_that_is_not_closed(Style style) throws Exception {
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            out.write(HELLO);
            out.flush();
            request.close();
            assertThatIOException().isThrownBy(() -> out.write('x'));
            out.close();
            return Response.handled();
          };
      Server server = serve(style, handler);
      client(server).send(GET).expectHead(200).expect("5\r\nhello\r\n").readToReset();
      Await.until("the connection is closed", () -> server.connections() == 0);
      told.await("cut /");
      assertThat(told.events).containsExactly("cut /");
    }

    @ParameterizedTest
    @EnumSource
    void of_the_server_waits_for_the_end_of_the_content(Style style) throws Exception {
      Server server = serve(style, BeginTest.this::helloOnRelease);
      WireClient client = client(server).send(GET);
      client.expectHead(200).expect("5\r\nhello\r\n");
      Future<Boolean> shutdown = shuttingDown(server);
      released.countDown();
      client.expect("5\r\nhello\r\n0\r\n\r\n").expectClosed();
      assertThat(result(shutdown)).isTrue();
    }

    @Test
    void of_the_server_s_patience_cuts_the_content() throws Exception {
      Server server = serve(Style.VIRTUAL_THREADS, BeginTest.this::helloOnRelease);
      WireClient client = client(server).send(GET);
      client.expectHead(200).expect("5\r\nhello\r\n");
      assertThat(server.shutdown(Duration.ofMillis(50))).isFalse();
      client.readToReset();
      released.countDown();
      told.await("cut /");
      assertThat(told.events).containsExactly("cut /");
    }

    @ParameterizedTest
    @EnumSource
    void of_the_time_to_respond_does_not_matter_once_it_is_begun(Style style) throws Exception {
      Duration time = Duration.ofMillis(50);
      ServerOptions options =
          options()
              .withDispatch(style.dispatch)
              .withTimeouts(Timeouts.defaults().withResponse(time))
              .withEvents(told);
      Handler handler =
          request -> {
            OutputStream out = request.begin(HEAD);
            Await.atLeast(time.multipliedBy(8));
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      WireClient client = client(server(handler, options));
      client.send(GET).expectResponse(200, "hello");
      client.send(GET).expectResponse(200, "hello");
    }

    @Test
    void of_the_time_to_respond_comes_before_it_is_begun() throws Exception {
      var refused = new CountDownLatch(1);
      ServerOptions options =
          options()
              .withDispatch(Dispatch.VIRTUAL_THREADS)
              .withTimeouts(Timeouts.defaults().withResponse(Duration.ofMillis(50)));
      Handler handler =
          request -> {
            Await.until("it is late", request::isResponded);
            assertThatIllegalStateException().isThrownBy(() -> request.begin(HEAD));
            refused.countDown();
            return Response.handled();
          };
      client(server(handler, options)).send(GET).expectResponse(503);
      Await.opened(refused);
    }
  }

  @Nested
  class Misuse {
    @Test
    void is_refused() throws Exception {
      Handler handler =
          request -> {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> request.begin(Response.text("content")));
            assertThatIllegalArgumentException().isThrownBy(() -> request.begin(HEAD, -1));
            assertThat(request.isResponded()).isFalse();
            OutputStream out = request.begin(HEAD);
            assertThat(request.isResponded()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> request.begin(HEAD));
            assertThatIllegalStateException().isThrownBy(() -> request.respond(HEAD));
            assertThatIllegalStateException()
                .isThrownBy(() -> request.inform(103, Headers.empty()));
            assertThatThrownBy(() -> request.upgrade("echo", HEAD)).isNotNull();
            out.write(HELLO);
            out.close();
            return Response.handled();
          };
      client(Style.INLINE, handler).send(GET.repeat(2)).expectResponse(200, "hello");
    }
  }
}
