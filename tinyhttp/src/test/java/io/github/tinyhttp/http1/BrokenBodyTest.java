package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.helpers.DefaultHandler;

/// A client that breaks its body off gets 400, and the log stays quiet, whatever the code that
/// reads the body makes of the exception.
class BrokenBodyTest extends SocketTest {
  /// Announces more than it has.
  private static final String CUT =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n<list><item>1</item>";

  private final LoggedWarnings logged = closedAfter(LoggedWarnings.begin());
  private final List<Throwable> failed = new CopyOnWriteArrayList<>();

  private final ServerEvents events =
      new ServerEvents() {
        @Override
        public void failed(RequestEvent event, Throwable cause) {
          failed.add(cause);
        }

        @Override
        public void sent(RequestEvent event) {
          ended = true;
        }

        @Override
        public void cut(RequestEvent event) {
          ended = true;
        }
      };

  /// Whether a request has come to its end, of which events tell last.
  private volatile boolean ended;

  /// Reads a body to its end, somehow.
  private interface Reading {
    void read(Request request) throws Exception;
  }

  private static Map<String, Reading> readings() {
    var readings = new LinkedHashMap<String, Reading>();
    readings.put("bytes", Request::bytes);
    readings.put("text", Request::text);
    readings.put("StAX", request -> readXml(request.body()));
    readings.put("SAX", request -> parser().parse(request.body(), new DefaultHandler()));
    readings.put("DOM", request -> documents().newDocumentBuilder().parse(request.body()));
    readings.put("transformer", BrokenBodyTest::transform);
    readings.put("task", request -> inTask(request::text));
    readings.put("future", request -> CompletableFuture.supplyAsync(() -> text(request)).get());
    readings.put("join", request -> CompletableFuture.supplyAsync(() -> text(request)).join());
    readings.put("lines", request -> reader(request).lines().toList());
    readings.put("reflection", request -> called(BrokenBodyTest::text, request));
    readings.put("wrapped", request -> wrapped(request, 1));
    readings.put("often wrapped", request -> wrapped(request, 30));
    readings.put("suppressed", BrokenBodyTest::suppressed);
    readings.put("forgotten", BrokenBodyTest::forgotten);
    return readings;
  }

  private static SAXParserFactory parsers() {
    return SAXParserFactory.newInstance();
  }

  private static javax.xml.parsers.SAXParser parser() throws Exception {
    return parsers().newSAXParser();
  }

  private static DocumentBuilderFactory documents() {
    return DocumentBuilderFactory.newInstance();
  }

  private static void readXml(InputStream body) throws Exception {
    XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(body);
    while (reader.hasNext()) {
      reader.next();
    }
  }

  private static void transform(Request request) throws Exception {
    TransformerFactory.newInstance()
        .newTransformer()
        .transform(new StreamSource(request.body()), new StreamResult(new ByteArrayOutputStream()));
  }

  private static BufferedReader reader(Request request) {
    return new BufferedReader(new InputStreamReader(request.body()));
  }

  private static String text(Request request) {
    try {
      return request.text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void inTask(java.util.concurrent.Callable<String> reading) throws Exception {
    var task = new FutureTask<>(reading);
    Thread.ofVirtual().start(task);
    String _ = task.get();
  }

  private static void called(java.util.function.Function<Request, String> function, Request request)
      throws Exception {
    Method apply = java.util.function.Function.class.getMethod("apply", Object.class);
    Object _ = apply.invoke(function, request);
  }

  private static void wrapped(Request request, int depth) {
    Throwable cause = null;
    try {
      byte[] _ = request.bytes();
    } catch (IOException e) {
      cause = e;
    }
    for (int i = 0; i < depth; i++) {
      cause = new IllegalStateException(cause);
    }
    throw new IllegalStateException(cause);
  }

  private static void suppressed(Request request) throws Exception {
    AutoCloseable closing = request::text;
    try (closing) {
      throw new IllegalStateException("the parser has given up");
    }
  }

  /// Keeps neither a cause nor anything else of the exception.
  private static void forgotten(Request request) {
    try {
      byte[] _ = request.body().readAllBytes();
    } catch (IOException e) {
      throw new IllegalArgumentException("unexpected end of input: " + e.getMessage());
    }
  }

  private static Stream<Arguments> dispatchesAndReadings() {
    return Stream.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)
        .flatMap(
            dispatch -> readings().keySet().stream().map(name -> Arguments.of(dispatch, name)));
  }

  private static Handler handler(String reading) {
    return request -> {
      readings().get(reading).read(request);
      return Response.text("read");
    };
  }

  private WireClient cutBy(Server server) {
    return client(server).send(CUT).halfClose();
  }

  private void expectQuiet() {
    Await.until("the request is at its end", () -> ended);
    assertThat(failed).isEmpty();
    assertThat(logged.entries()).isEmpty();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("dispatchesAndReadings")
  void is_the_fault_of_the_client(Dispatch dispatch, String reading) throws Exception {
    Server server = server(handler(reading), options().withDispatch(dispatch).withEvents(events));
    cutBy(server).expectResponse(400, "the body ends too early\n");
    expectQuiet();
  }

  @ParameterizedTest
  @MethodSource
  void is_the_fault_of_the_client_when_requests_are_received(String reading) throws Exception {
    Server server =
        closedAfter(Server.builder().bind(0).options(options().withEvents(events)).start());
    WireClient client = cutBy(server);
    receive(server).respond(handler(reading));
    client.expectResponse(400, "the body ends too early\n");
    expectQuiet();
  }

  private static Stream<String> is_the_fault_of_the_client_when_requests_are_received() {
    return readings().keySet().stream();
  }

  @Test
  void is_the_fault_of_the_client_when_its_request_is_closed() throws Exception {
    Server server =
        closedAfter(Server.builder().bind(0).options(options().withEvents(events)).start());
    WireClient client = cutBy(server);
    Request request = receive(server);
    try (request) {
      request.respond(Response.text(request.text()));
    } catch (IOException _) {
      // the request has been closed
    }
    client.expectResponse(400, "the body ends too early\n");
    expectQuiet();
  }

  @ParameterizedTest
  @MethodSource("is_the_fault_of_the_client_when_requests_are_received")
  void is_the_fault_of_the_client_while_the_response_is_made(String reading) throws Exception {
    Handler streams =
        request ->
            Response.stream(
                out -> {
                  readings().get(reading).read(request);
                  out.write('a');
                });
    cutBy(server(streams, options().withEvents(events)))
        .expectResponse(400, "the body ends too early\n");
    expectQuiet();
  }

  private void expectStatus(int status, Reading reading, String fields, String body)
      throws Exception {
    Handler handler =
        request -> {
          reading.read(request);
          return Response.text("read");
        };
    client(server(handler, options().withEvents(events)))
        .send("POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body)
        .expectResponse(status);
    expectQuiet();
  }

  @Test
  void may_break_its_framing() throws Exception {
    expectStatus(
        400, BrokenBodyTest::forgotten, "Transfer-Encoding: chunked\r\n", "5\r\n<list\r\nzz\r\n");
  }

  @Test
  void may_not_be_in_its_coding() throws Exception {
    expectStatus(
        400,
        request -> readXml(request.decodedBody()),
        "Content-Encoding: gzip\r\nContent-Length: 8\r\n",
        "no gzip!");
  }

  @Test
  void may_have_no_parts() throws Exception {
    expectStatus(
        400,
        BrokenBodyTest::forgettingParts,
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 5\r\n",
        "--b\r\n");
  }

  @Test
  void may_be_too_large() throws Exception {
    expectStatus(413, request -> wrapped(request, 1), "Content-Length: 9000000\r\n", "");
  }

  private static void forgettingParts(Request request) {
    try {
      request.multipart().forEach(_ -> {});
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("no parts: " + e.getMessage());
    }
  }

  // ---- what is not the client's fault

  @ParameterizedTest
  @MethodSource
  void a_handler_that_fails_after_a_fine_body_has_failed(Dispatch dispatch) throws Exception {
    Handler failing =
        request -> {
          byte[] _ = request.bytes();
          throw new UncheckedIOException(new IOException("the disk is full"));
        };
    Server server = server(failing, options().withDispatch(dispatch).withEvents(events));
    client(server)
        .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(100000))
        .expectResponse(500, "the server failed\n");
    Await.until("the failure is told", () -> !failed.isEmpty());
    assertThat(failed).singleElement().isInstanceOf(UncheckedIOException.class);
    assertThat(logged.entries())
        .singleElement()
        .asString()
        .contains("the handler failed for POST /");
  }

  private static List<Dispatch> a_handler_that_fails_after_a_fine_body_has_failed() {
    return List.of(Dispatch.AUTO, Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  @Test
  void a_handler_that_fails_before_it_reads_has_failed() throws Exception {
    Handler failing =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    cutBy(server(failing, options().withEvents(events))).expectResponse(500);
    Await.until("the failure is told", () -> !failed.isEmpty());
    assertThat(failed).hasSize(1);
    assertThat(logged.entries()).hasSize(1);
  }

  @Test
  void a_status_that_the_handler_throws_is_sent_though_it_is_wrapped() throws Exception {
    Handler failing =
        _ -> {
          throw new IllegalStateException(new HttpException(404, "no such note"));
        };
    client(server(failing, options().withEvents(events)))
        .sendLines("GET / HTTP/1.1\nHost: a\n\n")
        .expectResponse(404, "no such note\n");
    expectQuiet();
  }
}
