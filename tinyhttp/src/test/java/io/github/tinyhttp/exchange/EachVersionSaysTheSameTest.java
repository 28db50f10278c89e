package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerClosedException;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.sockets.WireVersion;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One program behind each version of HTTP: what its clients get, what events tell and what is
/// logged is the same, except for what frames the messages.
class EachVersionSaysTheSameTest extends SocketTest {

  /// Fields that frame a response, or that no two responses share.
  private static final Set<String> FRAMING = Set.of("connection", "transfer-encoding", "date");

  private static final Map<String, String> MESSAGES = messages();
  private static final List<String> FEW = List.of("GET", "HEAD", "a large body");

  @TempDir Path folder;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Told told = new Told();
  private final LoggedWarnings logged = closedAfter(LoggedWarnings.begin());

  private SameProgram program;

  @BeforeEach
  void begin() throws Exception {
    Path file = Files.writeString(folder.resolve("file.txt"), "0123456789".repeat(20_000));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    program = new SameProgram(file);
  }

  // ---- what is compared

  private static final class Told implements ServerEvents {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Semaphore ended = new Semaphore(0);

    private void end(String name, RequestEvent event) {
      String sent = name.equals("cut") ? "some" : "" + event.contentBytesSent();
      events.add(name + " " + event.response().orElseThrow().status().code());
      events.add(
          event.fault() + ", " + event.outcome().orElseThrow() + ", sent " + sent + " octets");
      events.add(
          "received "
              + event.contentBytesReceived()
              + ", handled: "
              + event.handlerThread().isPresent());
      ended.release();
    }

    @Override
    public void received(RequestEvent event) {
      events.add("received");
    }

    @Override
    public void handlingBegan(RequestEvent event) {
      events.add("handlingBegan");
    }

    @Override
    public void responded(RequestEvent event) {
      events.add("responded");
    }

    @Override
    public void sent(RequestEvent event) {
      end("sent", event);
    }

    @Override
    public void cut(RequestEvent event) {
      end("cut", event);
    }

    @Override
    public void refused(RefusalEvent refusal) {
      events.add("refused " + refusal.status().code());
    }

    @Override
    public void failed(RequestEvent event, Throwable cause) {
      events.add("failed " + cause);
    }
  }

  /// What came of one message: for its client, and for those who watch.
  private List<String> outcome(WireVersion version, Server server, String message)
      throws InterruptedException {
    told.events.clear();
    logged.entries().clear();
    lines.clear();
    List<String> seen = new ArrayList<>();
    try (Conversation client = version.connect(server.port())) {
      String method = message.substring(0, message.indexOf(' '));
      client.send(message);
      WireResponse response = client.readResponse(method);
      for (; response.status() < 200; response = client.readResponse(method)) {
        seen.addAll(lines(response));
      }
      seen.addAll(lines(response));
    } catch (AssertionError _) {
      seen.add("cut");
    }
    Optional<String> line = Optional.ofNullable(lines.poll(60, TimeUnit.SECONDS));
    boolean ended = told.ended.tryAcquire(10, TimeUnit.SECONDS); // its thread is another one
    assertThat(ended).as("the end is told").isTrue();
    if (!SameProgram.goesOn(message)) {
      seen.addAll(told.events);
      seen.addAll(logged.entries());
      line.ifPresent(seen::add);
    }
    return seen.stream().map(EachVersionSaysTheSameTest::withoutVersion).toList();
  }

  private static String withoutVersion(String text) {
    return text.replaceAll("127\\.0\\.0\\.1:\\d+|HTTP/1\\.1|HTTP/2|(?<=\\[)[0-9]+", "");
  }

  private static List<String> lines(WireResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add("" + response.status());
    boolean chunked = !response.trailers().isEmpty(); // then HTTP/1.1 cannot say the length
    response.fields().stream()
        .map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value())
        .filter(field -> !FRAMING.contains(field.substring(0, field.indexOf(':'))))
        .filter(field -> !chunked || !field.startsWith("content-length: "))
        .sorted()
        .forEach(lines::add);
    byte[] body = response.body();
    boolean isShort = body.length < 1_000;
    lines.add(isShort ? response.text() : body.length + " octets " + Arrays.hashCode(body));
    response
        .trailers()
        .forEach(
            field ->
                lines.add(field.name().toLowerCase(Locale.ROOT) + " behind: " + field.value()));
    return lines;
  }

  // ---- what is sent

  private static Map<String, String> messages() {
    String large = "x".repeat(100_000);
    String head = " HTTP/1.1\r\nHost: a\r\nTE: trailers\r\n";
    var all = new LinkedHashMap<String, String>();
    all.put("GET", "GET %s" + head + "\r\n");
    all.put("HEAD", "HEAD %s" + head + "\r\n");
    all.put(
        "a form",
        "POST %s"
            + head
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: 7\r\n\r\na=b&c=d");
    all.put("a large body", "POST %s" + head + "Content-Length: 100000\r\n\r\n" + large);
    all.put(
        "a body of unknown length",
        "POST %s"
            + head
            + "Transfer-Encoding: chunked\r\n\r\n186a0\r\n"
            + large
            + "\r\n0\r\nX-Sum: 7\r\n\r\n");
    all.put("a range", "GET %s" + head + "Range: bytes=10-19\r\n\r\n");
    all.put("a condition", "GET %s" + head + "If-None-Match: *\r\n\r\n");
    all.put("a coding", "GET %s" + head + "Accept-Encoding: gzip\r\n\r\n");
    all.put("an empty body", "POST %s" + head + "Content-Length: 0\r\n\r\n");
    all.put("cookies", "GET %s" + head + "Cookie: a=b; c=d\r\nCookie: e=f\r\n\r\n");
    return all;
  }

  // ---- the tests

  private static List<Dispatch> dispatches() {
    return List.of(
        Dispatch.VIRTUAL_THREADS, Dispatch.on(task -> Thread.ofPlatform().daemon().start(task)));
  }

  private ServerOptions watched() {
    AccessLog log =
        AccessLog.to(lines::add)
            .withTemplate("{method} {target} {status} {received} {outcome} {fault} {cause}");
    return options()
        .withEvents(told)
        .withAccessLog(log)
        .withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(100)));
  }

  private void compare(Server server, String name, String message, StringBuilder differences)
      throws InterruptedException {
    List<String> older = outcome(WireVersion.HTTP_1_1, server, message);
    List<String> newer = outcome(WireVersion.HTTP_2, server, message);
    if (!older.equals(newer)) {
      differences.append("\n" + name + "\n   1.1: " + String.join("\n        ", older));
      differences.append("\n   2:   " + String.join("\n        ", newer));
    }
  }

  private void compareAll(Server server, Collection<String> messages) throws InterruptedException {
    var differences = new StringBuilder();
    for (String path : program.paths()) {
      for (Map.Entry<String, String> message : MESSAGES.entrySet()) {
        if (!messages.contains(message.getKey())) {
          continue;
        }
        String name = path + " with " + message.getKey();
        compare(server, name, message.getValue().replace("%s", path), differences);
      }
    }
    assertThat(differences.toString()).isEmpty();
  }

  @Test
  void to_every_kind_of_message() throws Exception {
    compareAll(server(program::handle, watched()), MESSAGES.keySet());
  }

  @ParameterizedTest
  @MethodSource("dispatches")
  void on_every_kind_of_thread(Dispatch dispatch) throws Exception {
    compareAll(server(program::handle, watched().withDispatch(dispatch)), FEW);
  }

  @Test
  void to_a_program_that_receives_requests() throws Exception {
    Server server = closedAfter(Server.builder().bind(0).options(watched()).start());
    Thread receiver =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      Request request = server.receive();
                      Thread.ofVirtual().start(() -> request.respond(program::handle));
                    }
                  } catch (ServerClosedException | InterruptedException _) {
                    // the test is over
                  }
                });
    compareAll(server, FEW);
    server.close();
    receiver.join();
  }
}
