package io.github.tinyhttp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.testkit.WireResponse.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each handler of [ServerCases] twice: behind a server, asked over a socket, and with a
/// [TestRequest]. Status, fields, content, trailers, interim responses and what the handler throws
/// must be the same.
class SameAsAServerTest {
  @TempDir static Path directory;

  @BeforeAll
  static void file_is_there() throws Exception {
    Path file = Files.writeString(directory.resolve("file.txt"), "0123456789");
    // its date is no identity while it is new
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  static Stream<ServerCase> cases() {
    return ServerCases.all(directory.resolve("file.txt")).stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_test_request_gets_what_a_client_of_a_server_gets(ServerCase tested) throws Exception {
    Outcome made = byHand(tested);
    assertThat(made)
        .hasToString(overASocket(tested, made.thrown(), UnaryOperator.identity()).toString());
  }

  /// What a client gets, as text, and what the application's code threw.
  record Outcome(String interim, String response, String thrown) {
    @Override
    public String toString() {
      return interim + "\n" + response + "\nthrown: " + thrown;
    }
  }

  static String thrown(Throwable cause) {
    return cause.getClass().getName() + ": " + cause.getMessage();
  }

  // ---- by hand

  static Outcome byHand(ServerCase tested) {
    TestExchange exchange = testRequest(tested).start();
    String thrown = "";
    try {
      TestResponse _ = exchange.handleWith(tested.handler());
    } catch (Exception e) {
      thrown = thrown(e);
    }
    String interim =
        String.join(
            "\n",
            exchange.interimResponses().stream()
                .map(one -> one.status().code() + " " + one.headers())
                .toList());
    String response =
        exchange.response().filter(TestResponse::isComplete).map(one -> text(one)).orElse("cut");
    return new Outcome(interim, response, thrown);
  }

  private static TestRequest testRequest(ServerCase tested) {
    TestRequest request =
        TestRequest.of(tested.method(), tested.target(), tested.content())
            .withOptions(tested.options())
            .withVersion(tested.version())
            .withTrailers(tested.trailers());
    for (Headers.Field field : tested.fields()) {
      request = request.withAddedHeader(field.name(), field.value());
    }
    return request;
  }

  private static String text(TestResponse response) {
    return text(
        response.status().code(), response.headers(), response.bytes(), response.trailers());
  }

  static String text(int status, Headers fields, byte[] content, Headers trailers) {
    return "%d %s\n%s\n%s"
        .formatted(
            status,
            fields.without("Date"),
            new String(content, StandardCharsets.ISO_8859_1),
            trailers);
  }

  // ---- over a socket

  /// @param expected what the handler is to throw; empty for nothing
  /// @param shown which fields count, and how
  static Outcome overASocket(ServerCase tested, String expected, UnaryOperator<Headers> shown)
      throws Exception {
    BlockingQueue<String> thrown = new LinkedBlockingQueue<>();
    var events =
        new ServerEvents() {
          @Override
          public void failed(RequestEvent event, Throwable cause) {
            thrown.add(thrown(cause));
          }
        };
    var options = tested.options().withEvents(events);
    try (Server server =
            Server.builder().bind(0).handler(tested.handler()).options(options).start();
        WireClient client = WireClient.connect(server.port())) {
      client.send(message(tested));
      StringBuilder interim = new StringBuilder();
      String response = "cut";
      try {
        WireResponse received = client.readResponse(tested.method());
        for (; received.status() == 103; received = client.readResponse(tested.method())) {
          interim.append(interim.isEmpty() ? "" : "\n").append("103 ");
          interim.append(shown.apply(headers(received.fields())));
        }
        response =
            text(
                received.status(),
                shown.apply(headers(received.fields())),
                received.body(),
                shown.apply(headers(received.trailers())));
      } catch (AssertionError _) {
        // cut
      }
      // a handler may throw after it has responded
      String cause = expected.isEmpty() ? thrown.poll() : thrown.poll(60, TimeUnit.SECONDS);
      return new Outcome(interim.toString(), response, cause == null ? "" : cause);
    }
  }

  private static byte[] message(ServerCase tested) {
    var message = new ByteArrayOutputStream();
    var head = new StringBuilder();
    head.append(tested.method() + " " + tested.target() + " " + tested.version() + "\r\n");
    head.append("Host: localhost\r\n");
    tested.fields().forEach(field -> head.append(line(field)));
    byte[] content = tested.content();
    boolean chunked = !tested.trailers().isEmpty();
    if (chunked) {
      head.append("Transfer-Encoding: chunked\r\n\r\n");
      head.append(Integer.toHexString(content.length)).append("\r\n");
    } else {
      head.append(content.length == 0 ? "\r\n" : "Content-Length: " + content.length + "\r\n\r\n");
    }
    message.writeBytes(octets(head.toString()));
    message.writeBytes(content);
    if (chunked) {
      var end = new StringBuilder("\r\n0\r\n");
      tested.trailers().forEach(field -> end.append(line(field)));
      message.writeBytes(octets(end + "\r\n"));
    }
    return message.toByteArray();
  }

  private static String line(Headers.Field field) {
    return field.name() + ": " + field.value() + "\r\n";
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Headers headers(List<Field> fields) {
    return Headers.of(
        fields.stream()
            .flatMap(field -> Stream.of(field.name(), field.value()))
            .toArray(String[]::new));
  }
}
