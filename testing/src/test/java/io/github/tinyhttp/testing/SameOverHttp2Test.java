package io.github.tinyhttp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.http2.Http2Exchange;
import io.github.tinyhttp.testing.SameAsAServerTest.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each handler of [ServerCases] behind a server and asks it over HTTP/1.1 and over HTTP/2.
/// Status, fields, content, trailers, interim responses and what the handler throws must be the
/// same, but for the fields that speak of a connection (RFC 9113 §8.2.2).
class SameOverHttp2Test {
  /// What HTTP/2 does not have, or does in another way.
  private static final Set<String> OTHERWISE =
      Set.of(
          "connection closed by the client", // the field is malformed
          "whole uri", // its parts are pseudo-header fields
          "trailers", // the length of the content is sent with them
          "trailers nobody takes", // every client of HTTP/2 can skip them
          "upgrade", // it is extended CONNECT, RFC 8441
          "upgrade that is not offered",
          "upgrade without its connection option");

  private static final Set<String> OF_CONNECTION = Set.of("connection", "transfer-encoding");

  @TempDir static Path directory;

  @BeforeAll
  static void file_is_there() throws Exception {
    Path file = Files.writeString(directory.resolve("file.txt"), "0123456789");
    // its date is no identity while it is new
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  static Stream<ServerCase> cases() {
    return ServerCases.all(directory.resolve("file.txt")).stream()
        .filter(tested -> tested.version().equals(HttpVersion.HTTP_1_1))
        .filter(tested -> !OTHERWISE.contains(tested.name()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_client_of_http_2_gets_what_one_of_http_1_gets(ServerCase tested) throws Exception {
    String thrown = SameAsAServerTest.byHand(tested).thrown();
    Outcome expected = SameAsAServerTest.overASocket(tested, thrown, SameOverHttp2Test::shown);
    assertThat(overHttp2(tested, thrown)).hasToString(expected.toString());
  }

  /// The fields of a message, without those of the connection, and their names in lower case.
  private static Headers shown(Headers fields) {
    Headers shown = Headers.empty();
    for (Headers.Field field : fields) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if (!OF_CONNECTION.contains(name)) {
        shown = shown.withAdded(name, field.value());
      }
    }
    return shown;
  }

  private static Outcome overHttp2(ServerCase tested, String expected) throws Exception {
    BlockingQueue<String> thrown = new LinkedBlockingQueue<>();
    var events =
        new ServerEvents() {
          @Override
          public void failed(RequestEvent event, Throwable cause) {
            thrown.add(SameAsAServerTest.thrown(cause));
          }
        };
    var options = tested.options().withEvents(events);
    try (Server server =
            Server.builder().bind(0).handler(tested.handler()).options(options).start();
        Http2Exchange exchange = new Http2Exchange(server.port())) {
      Http2Exchange.Outcome received =
          exchange.send(
              tested.method(),
              tested.target(),
              tested.fields(),
              tested.content(),
              tested.trailers());
      String response =
          received.isComplete()
              ? SameAsAServerTest.text(
                  received.status(),
                  shown(received.fields()),
                  received.content(),
                  shown(received.trailers()))
              : "cut";
      String interim =
          received.interims().stream()
              .map(fields -> "103 " + shown(fields.without("status-code")))
              .collect(Collectors.joining("\n"));
      String cause = expected.isEmpty() ? thrown.poll() : thrown.poll(60, TimeUnit.SECONDS);
      return new Outcome(interim, response, cause == null ? "" : cause);
    }
  }
}
