package io.github.tinyhttp.http1;

import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.http1.WireCase.Expected;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sends each [WireCase] also in two parts cut at every offset, and cut off at every offset. A part
/// must never pass for the whole.
abstract class SplitWireCases extends WireCases {
  /// So many connections are open side by side.
  private static final int BATCH = 100;

  SplitWireCases(ServerOptions options) {
    super(options);
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
          clients.each((client, _) -> checkResponses(wire, client));
          barrier.pass();
          clients.each((client, _) -> checkEnding(wire, client));
        });
  }

  /// The client closes its side in the middle. What was complete before gets its response; what is
  /// not is neither delivered nor responded to as if it were.
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

  private void checkPart(WireCase wire, WireClient client, String part) {
    int successes = 0;
    for (int i = 0; client.awaitInput(); i++) {
      Expected expected =
          i < wire.responses().size() ? wire.responses().get(i) : Expected.of("400");
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
      throw client.failure("responded with success, though only delivered: " + delivered);
    }
  }

  /// The method, if the server can know it: what comes before its space may be any other.
  private static String methodKnownFrom(String part, String method) {
    return part.contains(method + " ") ? method : "GET";
  }

  /// Responses that the library gives by itself, to `OPTIONS *`.
  private static long ownSuccesses(WireCase wire) {
    return wire.responses().stream().filter(response -> response.statuses().contains(204)).count();
  }

  private void forEachOffset(int first, int last, Consumer<Clients> check) {
    for (int from = first; from <= last; from += BATCH) {
      try (Clients clients = new Clients(from, Math.min(from + BATCH - 1, last))) {
        check.accept(clients);
      }
    }
  }
}
