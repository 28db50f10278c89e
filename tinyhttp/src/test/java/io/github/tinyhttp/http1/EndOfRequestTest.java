package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Form;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What an application can rely on when a request is over, whatever has ended it: its stream is
/// closed, its files are deleted, and events tell of it once.
@Tag("pending")
class EndOfRequestTest extends SocketTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final String GET = Wire.get("/");

  @TempDir static Path directory;
  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate() {
    certificate = TestCertificate.forLocalhost(directory);
  }

  /// Content of five octets that knows whether it was closed.
  private static final class Content extends InputStream {
    private int left = 5;
    private volatile boolean closed;

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public void close() {
      closed = true;
    }

    Response response() {
      return Response.stream(this);
    }

    void awaitClosed() {
      Await.until("the stream is closed", () -> closed);
    }
  }

  private final Content content = new Content();

  /// How an application responds.
  private enum Style {
    /// A handler on the event loop returns the response.
    INLINE,
    /// A handler on a virtual thread returns it.
    VIRTUAL_THREADS,
    /// A thread that has received the request passes it to `respond`.
    RECEIVED
  }

  private static ServerOptions options(Style style) {
    return options()
        .withDispatch(style == Style.VIRTUAL_THREADS ? Dispatch.VIRTUAL_THREADS : Dispatch.INLINE);
  }

  private static ServerOptions impatient(Style style) {
    ServerOptions options = options(style);
    return options.withTimeouts(options.timeouts().withResponse(SHORT));
  }

  /// Starts a server that responds with what `handler` returns, in that style.
  private Server serve(Style style, ServerOptions options, Handler handler) throws IOException {
    if (style != Style.RECEIVED) {
      return server(handler, options);
    }
    Server server = closedAfter(Server.builder().bind(0).options(options).start());
    Future<?> _ =
        inBackground(
            () -> {
              Request request = receive(server);
              Response response = handler.handle(request);
              if (response != null) {
                request.respond(response);
              }
              return null;
            });
    return server;
  }

  private static void awaitNoConnection(Server server) {
    Await.until("the server has noticed that the client is gone", () -> server.connections() == 0);
  }

  @Nested
  class The_stream_of_a_response_is_closed {
    @ParameterizedTest
    @EnumSource(Style.class)
    void when_it_is_sent(Style style) throws Exception {
      client(serve(style, options(style), _ -> content.response()))
          .send(GET)
          .expectResponse(200, "xxxxx");
      content.awaitClosed();
    }

    static List<Arguments> responsesWithoutIt() {
      UnaryOperator<Response> tagged = response -> response.withETag(EntityTag.strong("a"));
      return List.of(
          arguments("HEAD / HTTP/1.1", 200, UnaryOperator.<Response>identity()),
          arguments("HEAD / HTTP/1.0", 200, UnaryOperator.<Response>identity()),
          arguments("GET / HTTP/1.1", 204, status(204)),
          arguments("GET / HTTP/1.1", 205, status(205)),
          arguments("GET / HTTP/1.1", 304, status(304)),
          arguments("GET / HTTP/1.1\r\nIf-None-Match: \"a\"", 304, tagged),
          arguments("GET / HTTP/1.1\r\nIf-Match: \"b\"", 412, tagged),
          arguments("HEAD / HTTP/1.1\r\nIf-None-Match: \"a\"", 304, tagged));
    }

    private static UnaryOperator<Response> status(int code) {
      return response -> response.withStatus(code);
    }

    static List<Arguments> responsesWithoutItInEachStyle() {
      var all = new ArrayList<Arguments>();
      for (Style style : Style.values()) {
        for (Arguments one : responsesWithoutIt()) {
          all.add(arguments(style, one.get()[0], one.get()[1], one.get()[2]));
        }
      }
      return all;
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("responsesWithoutItInEachStyle")
    void when_the_response_has_no_content_of_it(
        Style style, String head, int status, UnaryOperator<Response> change) throws Exception {
      WireClient client =
          client(serve(style, options(style), _ -> change.apply(content.response())));
      client
          .send(head + "\r\nHost: a\r\n\r\n")
          .expectResponse(head.substring(0, head.indexOf(' ')), status);
      content.awaitClosed();
    }

    /// RFC 9110 §14.2: a range of content that has no known length is not to be had.
    @ParameterizedTest
    @EnumSource(Style.class)
    void when_a_part_of_it_was_asked_for(Style style) throws Exception {
      Handler handler = _ -> Response.stream(content, 5).withRanges();
      client(serve(style, options(style), handler))
          .sendLines("GET / HTTP/1.1\nHost: a\nRange: bytes=9-\n\n")
          .readResponse();
      content.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void when_the_client_goes_while_it_is_sent(Style style) throws Exception {
      var endless =
          new InputStream() {
            private volatile boolean closed;

            @Override
            public int read() {
              return 'x';
            }

            @Override
            public void close() {
              closed = true;
            }
          };
      WireClient client = client(serve(style, options(style), _ -> Response.stream(endless)));
      client.send(GET).expectHead(200).reset();
      Await.until("the stream is closed", () -> endless.closed);
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void when_it_comes_after_a_503_for_being_late(Style style) throws Exception {
      var late = new CountDownLatch(1);
      var refused = new CountDownLatch(1);
      Handler handler =
          request -> {
            Await.opened(late);
            if (style == Style.RECEIVED) {
              assertThatIllegalStateException()
                  .isThrownBy(() -> request.respond(content.response()));
              refused.countDown();
              return null;
            }
            return content.response();
          };
      client(serve(style, impatient(style), handler)).send(GET).expectResponse(503);
      late.countDown();
      if (style == Style.RECEIVED) {
        Await.opened(refused);
      }
      content.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(
        value = Style.class,
        names = {"INLINE", "VIRTUAL_THREADS"})
    void when_a_handler_returns_it_that_has_responded(Style style) throws Exception {
      Handler handler =
          request -> {
            request.respond(Response.text("first"));
            return content.response();
          };
      client(serve(style, options(style), handler)).send(GET).expectResponse(200, "first");
      content.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void when_it_is_refused_as_a_second_response(Style style) throws Exception {
      var refused = new CountDownLatch(1);
      Handler handler =
          request -> {
            request.respond(Response.text("first"));
            assertThatIllegalStateException().isThrownBy(() -> request.respond(content.response()));
            refused.countDown();
            return null;
          };
      client(serve(style, options(style), handler)).send(GET).expectResponse(200, "first");
      Await.opened(refused);
      content.awaitClosed();
    }

    @ParameterizedTest
    @EnumSource(
        value = Style.class,
        names = {"INLINE", "VIRTUAL_THREADS"})
    void when_a_handler_returns_it_after_the_client_has_gone(Style style) throws Exception {
      var entered = new CountDownLatch(1);
      var gone = new CountDownLatch(1);
      Handler handler =
          _ -> {
            entered.countDown();
            Await.opened(gone);
            return content.response();
          };
      Server server = serve(style, options(style), handler);
      WireClient client = client(server).send(GET);
      Await.opened(entered);
      client.reset();
      if (style == Style.VIRTUAL_THREADS) { // a loop that runs a handler does not look
        awaitNoConnection(server);
      }
      gone.countDown();
      content.awaitClosed();
    }

    @Test
    void when_it_is_given_after_the_client_has_gone() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET);
      Request request = receive(server);
      client.reset();
      awaitNoConnection(server);
      request.respond(content.response());
      content.awaitClosed();
    }

    @Test
    void when_it_is_given_after_a_client_that_speaks_tls_has_gone() throws Exception {
      Tls tls = Tls.pem(certificate.chain(), certificate.key());
      Server server = closedAfter(Server.builder().bind(0).tls(tls).options(options()).start());
      WireClient client =
          closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()));
      client.send(GET);
      Request request = receive(server);
      client.reset();
      awaitNoConnection(server);
      request.respond(content.response());
      content.awaitClosed();
    }

    @Test
    void when_the_client_goes_before_it_is_its_turn() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET + GET);
      Request first = receive(server);
      receive(server).respond(content.response());
      assertThat(content.closed).isFalse();
      client.reset();
      awaitNoConnection(server);
      content.awaitClosed();
      var other = new Content();
      first.respond(other.response());
      other.awaitClosed();
    }

    @Test
    void when_an_earlier_response_closes_the_connection() throws Exception {
      Server server = server();
      WireClient client = client(server).send(GET + GET);
      Request first = receive(server);
      receive(server).respond(content.response());
      first.respond(Response.text("last").withConnectionClose());
      client.expectResponse(200, "last");
      content.awaitClosed();
    }

    @Test
    void when_requests_that_run_side_by_side_lose_their_client() throws Exception {
      List<Content> contents = new ArrayList<>();
      IntStream.range(0, 8).forEach(_ -> contents.add(new Content()));
      var entered = new CountDownLatch(8);
      var gone = new CountDownLatch(1);
      Handler handler =
          request -> {
            int number = Integer.parseInt(request.path().substring(1));
            entered.countDown();
            if (number % 2 == 0) { // the first keeps the others from their turn
              Await.opened(gone);
            }
            return contents.get(number).response();
          };
      Server server = serve(Style.VIRTUAL_THREADS, options(Style.VIRTUAL_THREADS), handler);
      WireClient client = client(server);
      for (int i = 0; i < 8; i++) {
        client.send(Wire.get("/" + i));
      }
      Await.opened(entered);
      client.reset();
      awaitNoConnection(server);
      gone.countDown();
      contents.forEach(Content::awaitClosed);
    }

    @Test
    void when_it_is_given_after_the_server_has_closed() throws Exception {
      ServerOptions options = options();
      Server server =
          closedAfter(
              Server.builder()
                  .bind(0)
                  .options(options.withTimeouts(options.timeouts().withGrace(Duration.ZERO)))
                  .start());
      client(server).send(GET);
      Request request = receive(server);
      server.close();
      request.respond(content.response());
      content.awaitClosed();
    }
  }

  @Nested
  class The_files_of_a_form_are_deleted {
    private static final String FORM =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
            + "0123456789\r\n--b--\r\n";
    private static final String POST =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: "
            + FORM.length()
            + "\r\n\r\n"
            + FORM;

    private final Queue<Path> files = new ConcurrentLinkedQueue<>();

    private void read(Request request) throws IOException {
      Form form = request.form();
      files.add(form.upload("f").orElseThrow().path());
    }

    private void awaitDeleted() {
      Await.until("the files are deleted", () -> files.stream().noneMatch(Files::exists));
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void when_a_503_for_being_late_ends_the_request(Style style) throws Exception {
      var late = new CountDownLatch(1);
      Handler handler =
          request -> {
            read(request);
            Await.opened(late);
            return request.isResponded() ? null : Response.empty();
          };
      client(serve(style, impatient(style), handler)).send(POST).expectResponse(503);
      awaitDeleted();
      late.countDown();
      assertThat(files).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Style.class)
    void when_it_is_read_after_that(Style style) throws Exception {
      var late = new CountDownLatch(1);
      var left = new CountDownLatch(1);
      Handler handler =
          request -> {
            try {
              Await.opened(late);
              read(request); // which may fail; LeakCheck looks for what it leaves then
              return null;
            } finally {
              left.countDown();
            }
          };
      client(serve(style, impatient(style), handler)).send(POST).expectResponse(503);
      late.countDown();
      Await.opened(left);
      awaitDeleted();
    }

    /// Two threads that meet each time: one reads the form, the other one ends the request.
    @Test
    void when_another_thread_responds_while_it_is_read() throws Exception {
      Server server = server();
      WireClient client = client(server);
      var both = new CyclicBarrier(2);
      var requests = new ConcurrentLinkedQueue<Request>();
      int rounds = 3_000;
      Future<?> responder =
          inBackground(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  both.await();
                  requests.remove().respond(Response.empty());
                }
                return null;
              });
      for (int i = 0; i < rounds; i++) {
        client.renewDeadline().send(POST);
        Request request = receive(server);
        requests.add(request);
        both.await();
        try {
          read(request);
        } catch (IOException _) {
          // the request was over before
        }
        client.expectResponse(204);
      }
      result(responder);
      awaitDeleted();
    }
  }

  @Nested
  class Events_tell_once {
    private static final int ROUNDS = 15_000;
    private static final int PIPELINED = 8;

    /// How often events have told of the end of each request, by its path.
    private final Map<String, Integer> told = new ConcurrentHashMap<>();

    private final class Counting implements ServerEvents {
      @Override
      public void sent(RequestEvent event) {
        Request request = event.request();
        told.merge(request.path(), 1, Integer::sum);
      }

      @Override
      public void cut(RequestEvent event) {
        Request request = event.request();
        told.merge(request.path(), 1, Integer::sum);
      }
    }

    /// Several threads respond to pipelined requests of a client that is just going.
    @Test
    void of_a_request_whose_client_goes_while_it_is_responded_to() throws Exception {
      Server server =
          closedAfter(
              Server.builder().bind(0).options(options().withEvents(new Counting())).start());
      var responded = new ConcurrentLinkedQueue<String>();
      List<Future<?>> responders = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        responders.add(inBackground(() -> respondToAll(server, responded)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        try (WireClient client = WireClient.connect(server.port())) {
          client.send(requests(round));
          for (int i = 0; i < round % 50 * 20; i++) {
            Thread.onSpinWait(); // the responders are at work, a little further each time
          }
          client.reset();
        }
      }
      awaitNoConnection(server);
      server.close();
      for (Future<?> responder : responders) {
        result(responder);
      }
      assertThat(told.entrySet()).filteredOn(times -> times.getValue() != 1).isEmpty();
      assertThat(responded).allMatch(told::containsKey);
    }

    private static String requests(int round) {
      var requests = new StringBuilder();
      for (int i = 0; i < PIPELINED; i++) {
        requests.append(Wire.get("/" + round + "/" + i));
      }
      return requests.toString();
    }

    private Void respondToAll(Server server, Queue<String> responded) throws InterruptedException {
      try {
        while (true) {
          Request request = server.receive();
          request.respond(Response.empty());
          responded.add(request.path());
        }
      } catch (ServerClosedException _) {
        return null; // all are responded to
      }
    }
  }
}
