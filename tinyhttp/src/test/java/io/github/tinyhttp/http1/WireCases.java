package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.http1.WireCase.Ending;
import io.github.tinyhttp.http1.WireCase.Expected;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sends each [WireCase] whole, and octet by octet. How the octets arrive must not matter.
///
/// The server has one event loop, so that a [Barrier] tells when it has seen a part.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireCases {
  final Deliveries deliveries = new Deliveries();
  private Server server;
  Barrier barrier;

  private final ServerOptions options;

  /// @param options of the server
  WireCases(ServerOptions options) {
    this.options = options.withLoops(1);
  }

  @BeforeAll
  void start() throws IOException {
    server = listening(Server.builder()).handler(deliveries).options(options).start();
    barrier = Barrier.of(server.port());
  }

  /// Says where the server listens: first where a barrier can ask.
  Server.Builder listening(Server.Builder builder) throws IOException {
    return builder.bind(0);
  }

  /// Connects as the cases want it.
  WireClient connect(Server listening) {
    return WireClient.connect(listening.port());
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
            checkResponses(wire, client);
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
            checkResponses(wire, client);
            barrier.pass();
            checkEnding(wire, client);
          });
    }
  }

  void checkResponses(WireCase wire, WireClient client) {
    WireResponse last = null;
    for (Expected response : wire.responses()) {
      last = readFinal(client, response.method());
      if (!response.statuses().contains(last.status())) {
        throw client.failure("expected " + response + ", not " + last.status());
      }
    }
    if (last != null && !endsAsAnnounced(wire.ending(), last.announcesClose())) {
      throw client.failure("the last response should announce: " + wire.ending());
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

  void checkEnding(WireCase wire, WireClient client) {
    if (wire.ending() == Ending.KEPT || wire.ending() == Ending.SILENT) {
      client.expectNothing();
    }
    List<String> delivered = deliveries.of(client.localAddress());
    if (!wire.allows(delivered)) {
      throw client.failure("delivered: " + delivered);
    }
  }

  static WireResponse readFinal(WireClient client, String method) {
    WireResponse response = client.readResponse(method);
    return response.status() == 100 ? client.readResponse(method) : response;
  }

  /// One connection for each offset.
  final class Clients implements AutoCloseable {
    private final int from;
    private final List<WireClient> clients = new ArrayList<>();

    Clients(int from, int to) {
      this.from = from;
      for (int offset = from; offset <= to; offset++) {
        WireClient client = connect(server);
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
