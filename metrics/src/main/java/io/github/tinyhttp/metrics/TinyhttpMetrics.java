package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// Meters of Micrometer for what a server counts by itself. They cost nothing until a registry
/// reads them, and lose nothing. [RequestTimer] adds the times of requests.
///
/// ```java
/// new TinyhttpMetrics(server).bindTo(registry);
/// ```
///
/// The server of one registry needs no tags; several do, to be told apart. The meters go on with
/// the last numbers after the server has ended. `docs/metrics.md` lists all of them.
public final class TinyhttpMetrics implements MeterBinder {
  private static final int STATUS_CLASSES = 5;

  private final Server server;
  private final Tags tags;

  /// Meters without tags of their own.
  public TinyhttpMetrics(Server server) {
    this(server, Tags.empty());
  }

  /// @param tags for all meters
  public TinyhttpMetrics(Server server, Iterable<Tag> tags) {
    this.server = Objects.requireNonNull(server, "server");
    this.tags = Tags.of(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    connections(registry);
    requests(registry);
    sessions(registry);
    handlers(registry);
    bytes(registry);
    var refusals = new RefusalMeters(server, tags, registry);
    Gauge.builder("tinyhttp.rules.broken", refusals, RefusalMeters::update)
        .description("Rules of the protocol that clients have broken so far")
        .strongReference(true)
        .tags(tags)
        .register(registry);
    counter(
        registry,
        "tinyhttp.events.dropped",
        "Events that listeners have missed, as they were too slow",
        ServerMetrics::eventsDropped);
    counter(
        registry,
        "tinyhttp.log.lines.lost",
        "Lines of the access log that are lost",
        ServerMetrics::logLinesLost);
  }

  private void connections(MeterRegistry registry) {
    gauge(registry, "tinyhttp.connections", "Open connections", ServerMetrics::connections);
    counter(
        registry,
        "tinyhttp.connections.accepted",
        "Connections that were accepted",
        ServerMetrics::connectionsAccepted);
    counter(
        registry,
        "tinyhttp.handshakes.failed",
        "TLS handshakes that have failed",
        ServerMetrics::handshakesFailed);
    Gauge.builder("tinyhttp.memory.held", server, value(ServerMetrics::memoryHeld))
        .description("Memory that is held for clients")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  private void requests(MeterRegistry registry) {
    gauge(
        registry,
        "tinyhttp.requests.in.flight",
        "Requests without a response so far",
        ServerMetrics::requestsInFlight);
    for (int digit = 1; digit <= STATUS_CLASSES; digit++) {
      int status = digit;
      FunctionCounter.builder("tinyhttp.responses", server, value(now -> now.responses(status)))
          .description("Responses that were sent as a whole")
          .tags(tags.and("status", status + "xx"))
          .register(registry);
    }
    counter(
        registry,
        "tinyhttp.responses.cut",
        "Responses of which clients did not get all",
        ServerMetrics::responsesCut);
    counter(
        registry,
        "tinyhttp.upgrades",
        "Requests that were upgraded to another protocol",
        ServerMetrics::upgrades);
  }

  private void sessions(MeterRegistry registry) {
    messages(registry, "received", ServerMetrics::messagesReceived);
    messages(registry, "sent", ServerMetrics::messagesSent);
    for (ClosedBy side : ClosedBy.values()) {
      FunctionCounter.builder(
              "tinyhttp.sessions.ended",
              server,
              value(now -> now.sessionsEnded().getOrDefault(side, 0L)))
          .description("Sessions of WebSockets that have ended, by the side that began the end")
          .tags(tags.and("closed.by", Sides.name(side)))
          .register(registry);
    }
  }

  private void messages(
      MeterRegistry registry, String direction, ToLongFunction<ServerMetrics> ask) {
    FunctionCounter.builder("tinyhttp.messages", server, value(ask))
        .description("Whole messages of WebSockets")
        .tags(tags.and("direction", direction))
        .register(registry);
  }

  private void handlers(MeterRegistry registry) {
    ToLongFunction<Server> count = _ -> HandlerCalls.count(server.metrics());
    FunctionTimer.builder(
            "tinyhttp.handler",
            server,
            count,
            value(now -> now.handlerTime().toNanos()),
            TimeUnit.NANOSECONDS)
        .description("Calls of the handler")
        .tags(tags)
        .register(registry);
    counter(
        registry,
        "tinyhttp.failures",
        "Failures of the application's code",
        ServerMetrics::failures);
    counter(
        registry,
        "tinyhttp.hand.overs",
        "Event loops that were taken from a handler that took long",
        ServerMetrics::loopHandOvers);
  }

  private void bytes(MeterRegistry registry) {
    FunctionCounter.builder("tinyhttp.received", server, value(ServerMetrics::bytesReceived))
        .description("Bytes that have come, without those of TLS itself")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
    FunctionCounter.builder("tinyhttp.sent", server, value(ServerMetrics::bytesSent))
        .description("Bytes that were sent, without those of TLS itself")
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToLongFunction<ServerMetrics> ask) {
    Gauge.builder(name, server, value(ask)).description(description).tags(tags).register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String description, ToLongFunction<ServerMetrics> ask) {
    FunctionCounter.builder(name, server, value(ask))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  /// What a meter asks. It holds the server, because Micrometer does so only weakly, and an
  /// application may keep no reference to a server that runs.
  private ToDoubleFunction<Server> value(ToLongFunction<ServerMetrics> ask) {
    return _ -> ask.applyAsLong(server.metrics());
  }
}
