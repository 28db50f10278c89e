package io.github.tinyhttp.jfr;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.PauseEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a recording of the JDK's Flight Recorder has of a server.
class FlightRecorderTest extends SocketTest {
  @TempDir private Path directory;

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private List<RecordedEvent> recorded(Work work, String... enabled) throws IOException {
    List<String> names = Stream.of(enabled).map("tinyhttp."::concat).toList();
    try (var recording = new Recording()) {
      names.forEach(name -> recording.enable(name).withoutThreshold());
      recording.start();
      work.run();
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> names.contains(event.getEventType().getName()))
          .toList();
    }
  }

  private Server server(Dispatch dispatch) throws IOException {
    ServerOptions options = options().withDispatch(dispatch);
    return server(
        request -> {
          if (request.path().equals("/slow")) {
            Await.atLeast(Duration.ofMillis(50));
          }
          return Response.text("fine");
        },
        options);
  }

  @Test
  void a_request_is_recorded_with_all_that_is_known() throws IOException {
    Server server = server(Dispatch.INLINE);
    List<RecordedEvent> events =
        recorded(
            () -> {
              client(server).send(get("/a?b")).expectResponse(200, "fine");
              Await.until("it is counted", () -> server.metrics().responses(2) == 1);
            },
            "Request");
    RecordedEvent event = events.getFirst();
    assertThat(event.getString("method")).isEqualTo("GET");
    assertThat(event.getString("path")).isEqualTo("/a");
    assertThat(event.getInt("status")).isEqualTo(200);
    assertThat(event.getString("outcome")).isEqualTo("SENT");
    assertThat(event.getString("handlerThread")).isEqualTo("LOOP");
    assertThat(event.getLong("contentBytesSent")).isEqualTo(4);
    assertThat(event.getLong("headBytesReceived")).isEqualTo(get("/a?b").length());
    assertThat(event.getDuration("untilResponse")).isLessThanOrEqualTo(event.getDuration());
  }

  @Test
  void a_slow_handler_is_found_with_its_thread() throws IOException {
    Server server = server(Dispatch.VIRTUAL_THREADS);
    List<RecordedEvent> events =
        recorded(() -> client(server).send(get("/slow")).expectResponse(200, "fine"), "Handler");
    RecordedEvent event = events.getFirst();
    assertThat(event.getString("path")).isEqualTo("/slow");
    assertThat(event.getString("threadKind")).isEqualTo("VIRTUAL");
    assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    assertThat(event.getThread().isVirtual()).isTrue();
  }

  @Test
  void a_hand_over_shows_where_the_handler_was() throws IOException {
    var servers = new ArrayBlockingQueue<Server>(1);
    Server server =
        server(
            request -> {
              Server mine = servers.remove();
              Await.until("it is handed over", () -> mine.metrics().loopHandOvers() > 0);
              return Response.text("fine");
            });
    servers.add(server);
    List<RecordedEvent> events =
        recorded(() -> client(server).send(get("/")).expectResponse(200, "fine"), "HandOver");
    assertThat(events.getFirst().getString("frames")).contains("FlightRecorderTest");
  }

  @Test
  void connections_and_refusals_are_recorded() throws IOException {
    Server server = server(Dispatch.INLINE);
    List<RecordedEvent> events =
        recorded(
            () -> {
              try (WireClient client = client(server)) {
                client.send("GET / HTTP/1.1\r\n\r\n").expectResponse(400);
              }
              Await.until("it is closed", () -> server.metrics().connections() == 0);
            },
            "Connection",
            "Refusal");
    assertThat(events)
        .extracting(event -> event.getEventType().getName())
        .containsExactlyInAnyOrder("tinyhttp.Connection", "tinyhttp.Refusal");
    RecordedEvent refusal =
        events.stream().filter(one -> one.hasField("rule")).findFirst().orElseThrow();
    assertThat(refusal.getString("rule")).isEqualTo("HOST_MISSING");
    RecordedEvent connection =
        events.stream().filter(one -> one.hasField("openFor")).findFirst().orElseThrow();
    assertThat(connection.getLong("bytesReceived")).isEqualTo("GET / HTTP/1.1\r\n\r\n".length());
    assertThat(connection.getString("protocol")).isEqualTo("HTTP/1.1");
  }

  /// Tells of a message each way for each byte, until the client leaves.
  private static Response echo(Request request) throws IOException {
    try (Upgrade upgrade = request.upgrade("echo", Response.empty())) {
      for (int next = upgrade.input().read(); next >= 0; next = upgrade.input().read()) {
        upgrade.tellReceived(MessageEvent.Kind.TEXT, 1);
        upgrade.output().write(next);
        upgrade.tellSent(MessageEvent.Kind.BINARY, 1);
      }
      upgrade.tellEnd(1000, "fine", SessionEndEvent.ClosedBy.CLIENT);
    }
    return Response.handled();
  }

  private static final String OFFER =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";

  @Test
  void messages_and_the_end_of_a_session_are_recorded() throws IOException {
    Server server = server(FlightRecorderTest::echo);
    List<RecordedEvent> events =
        recorded(
            () -> {
              WireClient client = client(server).send(OFFER);
              client.expectInterim(101);
              client.send("a").expect("a").halfClose();
              client.expectClosed();
            },
            "Request",
            "Message",
            "SessionEnd");
    List<RecordedEvent> messages = named("Message", events);
    assertThat(messages)
        .extracting(event -> event.getString("direction") + " " + event.getString("kind"))
        .containsExactlyInAnyOrder("RECEIVED TEXT", "SENT BINARY");
    assertThat(messages).extracting(event -> event.getLong("bytes")).containsOnly(1L);
    assertThat(messages).extracting(event -> event.getLong("request")).containsOnly(1L);
    RecordedEvent end = named("SessionEnd", events).getFirst();
    assertThat(end.getLong("connection")).isEqualTo(1);
    assertThat(end.getString("protocol")).isEqualTo("echo");
    assertThat(end.getInt("code")).isEqualTo(1000);
    assertThat(end.getString("reason")).isEqualTo("fine");
    assertThat(end.getString("closedBy")).isEqualTo("CLIENT");
    assertThat(end.getDuration("openFor")).isPositive();
  }

  @Test
  void a_recording_sees_messages_of_a_session_that_began_before_it() throws IOException {
    Server server = server(FlightRecorderTest::echo);
    WireClient client = client(server).send(OFFER);
    client.expectInterim(101);
    client.send("a").expect("a");
    List<RecordedEvent> events =
        recorded(
            () -> {
              client.send("b").expect("b").halfClose();
              client.expectClosed();
            },
            "Message",
            "SessionEnd");
    assertThat(named("Message", events)).hasSize(2);
    assertThat(events).hasSize(3).extracting(one -> one.getLong("connection")).containsOnly(1L);
  }

  private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("tinyhttp." + name))
        .toList();
  }

  @Test
  void messages_are_not_recorded_unless_asked_for() throws IOException {
    Server server = server(FlightRecorderTest::echo);
    client(server).send(OFFER).expectInterim(101);
    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .filteredOn(type -> type.getName().equals("tinyhttp.Message"))
        .singleElement()
        .satisfies(type -> assertThat(type.isEnabled()).isFalse());
  }

  @Test
  void handshakes_are_recorded_with_what_they_agreed_on_or_how_they_failed() throws IOException {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .tls(Tls.pem(certificate.chain(), certificate.key()))
                .handler(_ -> Response.text("fine"))
                .start());
    List<RecordedEvent> events =
        recorded(
            () -> {
              closedAfter(WireClient.connectTls(server.port(), certificate.clientContext()))
                  .send(get("/"))
                  .expectResponse(200, "fine");
              client(server).send(get("/")).expectResponse(400);
              Await.until("it is counted", () -> server.metrics().handshakesFailed() == 1);
            },
            "Handshake");
    assertThat(events)
        .extracting(event -> event.getString("failure") == null ? "fine" : "failed")
        .containsExactlyInAnyOrder("fine", "failed");
    RecordedEvent fine =
        events.stream().filter(one -> one.getString("failure") == null).findFirst().orElseThrow();
    assertThat(fine.getString("tls")).isEqualTo("TLSv1.3");
    assertThat(fine.getString("cipherSuite")).startsWith("TLS_");
    assertThat(fine.getDuration("time")).isPositive();
  }

  @Test
  void a_pause_of_a_listener_and_its_end_are_recorded() throws IOException {
    var paused = new CountDownLatch(1);
    var resumed = new CountDownLatch(1);
    var events =
        new ServerEvents() {
          @Override
          public void acceptPaused(PauseEvent pause) {
            paused.countDown();
          }

          @Override
          public void acceptResumed(PauseEvent pause) {
            resumed.countDown();
          }
        };
    Server server =
        server(
            request -> {
              Await.opened(paused);
              return Response.text("fine");
            },
            options()
                .withDispatch(Dispatch.VIRTUAL_THREADS)
                .withEvents(events)
                .withLimits(Limits.defaults().withConnections(1)));
    List<RecordedEvent> recorded =
        recorded(
            () -> {
              try (WireClient first = client(server).send(get("/"))) {
                WireClient _ = client(server);
                first.expectResponse(200, "fine");
              }
              Await.opened(resumed);
            },
            "AcceptPause",
            "AcceptResumption");
    assertThat(recorded)
        .extracting(event -> event.getEventType().getName())
        .contains("tinyhttp.AcceptPause", "tinyhttp.AcceptResumption");
    assertThat(recorded.getFirst().getString("listener")).endsWith(":" + server.port());
  }

  @Test
  void requests_that_are_quick_are_below_the_threshold_by_default() throws IOException {
    Server server = server(Dispatch.INLINE);
    client(server).send(get("/")).expectResponse(200, "fine");
    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .filteredOn(type -> type.getName().startsWith("tinyhttp."))
        .extracting(EventType::getName)
        .contains("tinyhttp.Request", "tinyhttp.Handler");
    assertThat(
            FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .filter(type -> type.getName().equals("tinyhttp.Request"))
                .flatMap(type -> type.getSettingDescriptors().stream())
                .filter(setting -> setting.getName().equals("threshold"))
                .map(setting -> setting.getDefaultValue()))
        .containsExactly("20 ms");
  }
}
