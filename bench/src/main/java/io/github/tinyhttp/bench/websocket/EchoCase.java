package io.github.tinyhttp.bench.websocket;

import java.util.List;

/// A load on an echo server.
///
/// @param inFlight how many messages each client has sent and not got back
/// @param size the length of a message, in bytes
/// @param text whether messages are text
record EchoCase(int clients, int inFlight, int size, boolean text) {
  static final List<EchoCase> ALL =
      List.of(
          new EchoCase(64, 1, 100, false),
          new EchoCase(64, 1, 100, true),
          new EchoCase(64, 16, 100, false),
          new EchoCase(64, 16, 100, true),
          new EchoCase(16, 1, 16 << 10, false),
          new EchoCase(16, 1, 16 << 10, true));

  static EchoCase parse(String[] arguments, int from) {
    return new EchoCase(
        Integer.parseInt(arguments[from]),
        Integer.parseInt(arguments[from + 1]),
        Integer.parseInt(arguments[from + 2]),
        Boolean.parseBoolean(arguments[from + 3]));
  }

  List<String> arguments() {
    return List.of("" + clients, "" + inFlight, "" + size, "" + text);
  }

  @Override
  public String toString() {
    return "%d clients, %d in flight, %,d B, %s"
        .formatted(clients, inFlight, size, text ? "text" : "binary");
  }
}
