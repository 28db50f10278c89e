package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.http1.WireCase.Answer;
import io.github.tinyhttp.http1.WireCase.Ending;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sends each [WireCase] in every way a network may deliver it: whole, octet by octet, in two parts
/// cut at every offset, and cut off at every offset. How the octets arrive must not matter, and a
/// part must never pass for the whole.
///
/// The server has one event loop, so that a [Barrier] tells when it has seen a part.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireCases {
  /// So many connections are open side by side.
  private static final int BATCH = 100;

  private final Deliveries deliveries = new Deliveries();
  private Server server;
  private Barrier barrier;

  private final ServerOptions options;

  /// @param options of the server
  WireCases(ServerOptions options) {
    this.options = options.withLoops(1);
  }

  @BeforeAll
  void start() throws IOException {
    server = Server.builder().bind(0).handler(deliveries).options(options).start();
    barrier = Barrier.of(server.port());
  }

  @AfterAll
  void stop() {
    barrier.close();
    server.close();
  }

  static List<WireCase> cases() throws IOException {
    return WireCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds_when_sent_whole(WireCase wire) {
    try (Clients one = new Clients(0, 0)) {
      one.each(
          (client, _) -> {
            client.send(wire.octets());
            checkAnswers(wire, client);
            barrier.pass();
            checkEnding(wire, client);
            if (wire.ending() == Ending.KEPT) {
              client.send("GET /follow-up HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse(200);
              assertThat(deliveries.of(client.localAddress())).contains("GET /follow-up");
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds_when_sent_octet_by_octet(WireCase wire) {
    try (Clients one = new Clients(0, 0)) {
      one.each(
          (client, _) -> {
            boolean open = true;
            for (int i = 0; i < wire.octets().length() && open; i++) {
              open = client.trySend(wire.octets().substring(i, i + 1));
              barrier.pass();
            }
            checkAnswers(wire, client);
            barrier.pass();
            checkEnding(wire, client);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void holds_when_split_at_every_offset(WireCase wire) {
    String octets = wire.octets();
    forEachOffset(
        1,
        octets.length() - 1,
        clients -> {
          clients.each((client, offset) -> client.send(octets.substring(0, offset)));
          barrier.passNew();
          clients.each((client, offset) -> client.send(octets.substring(offset)));
          clients.each((client, _) -> checkAnswers(wire, client));
          barrier.pass();
          clients.each((client, _) -> checkEnding(wire, client));
        });
  }

  /// The client closes its side in the middle. What was complete before is answered; what is not is
  /// neither delivered nor answered as if it were.
  @ParameterizedTest
  @MethodSource("cases")
  void never_takes_a_part_for_the_whole(WireCase wire) {
    String octets = wire.octets();
    forEachOffset(
        0,
        octets.length() - 1,
        clients -> {
          clients.each((client, offset) -> client.send(octets.substring(0, offset)).halfClose());
          clients.each((client, offset) -> checkPart(wire, client, octets.substring(0, offset)));
        });
  }

  private void checkAnswers(WireCase wire, WireClient client) {
    WireResponse last = null;
    for (Answer answer : wire.answers()) {
      last = readFinal(client, answer.method());
      if (!answer.statuses().contains(last.status())) {
        throw client.failure("expected " + answer + ", not " + last.status());
      }
    }
    if (last != null && !endsAsAnnounced(wire.ending(), last.announcesClose())) {
      throw client.failure("the last answer should announce: " + wire.ending());
    }
    if (last != null && last.announcesClose()) {
      client.expectClosed();
    }
  }

  private static boolean endsAsAnnounced(Ending ending, boolean close) {
    return switch (ending) {
      case CLOSED -> close;
      case KEPT -> !close;
      case CLOSED_OR_KEPT -> true;
      case SILENT -> false;
    };
  }

  private void checkEnding(WireCase wire, WireClient client) {
    if (wire.ending() == Ending.KEPT || wire.ending() == Ending.SILENT) {
      client.expectNothing();
    }
    List<String> delivered = deliveries.of(client.localAddress());
    if (!wire.allows(delivered)) {
      throw client.failure("delivered: " + delivered);
    }
  }

  private void checkPart(WireCase wire, WireClient client, String part) {
    int successes = 0;
    for (int i = 0; client.awaitInput(); i++) {
      Answer expected = i < wire.answers().size() ? wire.answers().get(i) : Answer.of("400");
      WireResponse response = readFinal(client, methodKnownFrom(part, expected.method()));
      if (response.status() < 400) {
        successes++;
        if (!expected.statuses().contains(response.status())) {
          throw client.failure("a success nobody expects");
        }
      }
    }
    List<String> delivered = deliveries.of(client.localAddress());
    if (!wire.allowsOfPart(delivered)) {
      throw client.failure("delivered of a part: " + delivered);
    }
    if (successes > delivered.size() + ownSuccesses(wire)) {
      throw client.failure("answered as success, though only delivered: " + delivered);
    }
  }

  /// The method, if the server can know it: what comes before its space may be any other.
  private static String methodKnownFrom(String part, String method) {
    return part.contains(method + " ") ? method : "GET";
  }

  /// Answers the library gives by itself, to `OPTIONS *`.
  private static long ownSuccesses(WireCase wire) {
    return wire.answers().stream().filter(answer -> answer.statuses().contains(204)).count();
  }

  private static WireResponse readFinal(WireClient client, String method) {
    WireResponse response = client.readResponse(method);
    return response.status() == 100 ? client.readResponse(method) : response;
  }

  private void forEachOffset(int first, int last, Consumer<Clients> check) {
    for (int from = first; from <= last; from += BATCH) {
      try (Clients clients = new Clients(from, Math.min(from + BATCH - 1, last))) {
        check.accept(clients);
      }
    }
  }

  /// One connection for each offset.
  private final class Clients implements AutoCloseable {
    private final int from;
    private final List<WireClient> clients = new ArrayList<>();

    Clients(int from, int to) {
      this.from = from;
      for (int offset = from; offset <= to; offset++) {
        WireClient client = WireClient.connect(server.port());
        deliveries.forget(client.localAddress());
        clients.add(client);
      }
    }

    void each(ObjIntConsumer<WireClient> action) {
      for (int i = 0; i < clients.size(); i++) {
        try {
          action.accept(clients.get(i), from + i);
        } catch (AssertionError e) {
          throw new AssertionError("at offset " + (from + i) + ": " + e.getMessage(), e);
        }
      }
    }

    @Override
    public void close() {
      for (WireClient client : clients) {
        deliveries.forget(client.localAddress());
        client.reset();
      }
    }
  }
}
