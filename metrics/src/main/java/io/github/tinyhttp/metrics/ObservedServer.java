package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerMetrics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.api.metrics.ObservableMeasurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// The instruments of OpenTelemetry that show what a server counts by itself: see
/// [TinyhttpTelemetry#observe]. Each reading of them is one snapshot. Safe for use by several
/// threads.
public final class ObservedServer implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("status");
  private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("direction");
  private static final AttributeKey<String> CLOSED_BY = AttributeKey.stringKey("closed.by");
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rule");

  private final Meter meter;
  private final List<ObservableMeasurement> instruments = new ArrayList<>();
  private final List<Consumer<ServerMetrics>> readings = new ArrayList<>();
  private final BatchCallback callback;

  ObservedServer(Meter meter, Server server) {
    this.meter = meter;
    gauge("tinyhttp.connections", "{connection}", ServerMetrics::connections);
    counter("tinyhttp.connections.accepted", "{connection}", ServerMetrics::connectionsAccepted);
    counter("tinyhttp.handshakes.failed", "{handshake}", ServerMetrics::handshakesFailed);
    gauge("tinyhttp.memory.held", "By", ServerMetrics::memoryHeld);
    gauge("tinyhttp.requests.in.flight", "{request}", ServerMetrics::requestsInFlight);
    counters("tinyhttp.responses", "{response}", ObservedServer::responses);
    counter("tinyhttp.responses.cut", "{response}", ServerMetrics::responsesCut);
    counter("tinyhttp.upgrades", "{request}", ServerMetrics::upgrades);
    counters("tinyhttp.messages", "{message}", ObservedServer::messages);
    counters("tinyhttp.sessions.ended", "{session}", ObservedServer::sessions);
    counter("tinyhttp.handler.calls", "{call}", HandlerCalls::count);
    handlerTime();
    counter("tinyhttp.failures", "{failure}", ServerMetrics::failures);
    counter("tinyhttp.hand.overs", "{loop}", ServerMetrics::loopHandOvers);
    counter("tinyhttp.received", "By", ServerMetrics::bytesReceived);
    counter("tinyhttp.sent", "By", ServerMetrics::bytesSent);
    counters("tinyhttp.refusals", "{refusal}", ObservedServer::refusals);
    counter("tinyhttp.events.dropped", "{event}", ServerMetrics::eventsDropped);
    counter("tinyhttp.log.lines.lost", "{line}", ServerMetrics::logLinesLost);
    callback =
        meter.batchCallback(
            () -> {
              ServerMetrics now = server.metrics();
              readings.forEach(reading -> reading.accept(now));
            },
            instruments.getFirst(),
            instruments.stream().skip(1).toArray(ObservableMeasurement[]::new));
  }

  private void gauge(String name, String unit, ToLongFunction<ServerMetrics> ask) {
    ObservableLongMeasurement into = meter.upDownCounterBuilder(name).setUnit(unit).buildObserver();
    instruments.add(into);
    readings.add(now -> into.record(ask.applyAsLong(now)));
  }

  private void counter(String name, String unit, ToLongFunction<ServerMetrics> ask) {
    counters(name, unit, (now, into) -> into.record(ask.applyAsLong(now)));
  }

  private void counters(
      String name, String unit, BiConsumer<ServerMetrics, ObservableLongMeasurement> read) {
    ObservableLongMeasurement into = meter.counterBuilder(name).setUnit(unit).buildObserver();
    instruments.add(into);
    readings.add(now -> read.accept(now, into));
  }

  private void handlerTime() {
    ObservableDoubleMeasurement into =
        meter.counterBuilder("tinyhttp.handler.time").ofDoubles().setUnit("s").buildObserver();
    instruments.add(into);
    readings.add(now -> into.record(now.handlerTime().toNanos() / NANOS_PER_SECOND));
  }

  private static void responses(ServerMetrics now, ObservableLongMeasurement into) {
    for (int digit = 1; digit <= 5; digit++) {
      into.record(now.responses(digit), Attributes.of(STATUS, digit + "xx"));
    }
  }

  private static void messages(ServerMetrics now, ObservableLongMeasurement into) {
    into.record(now.messagesReceived(), Attributes.of(DIRECTION, "received"));
    into.record(now.messagesSent(), Attributes.of(DIRECTION, "sent"));
  }

  private static void sessions(ServerMetrics now, ObservableLongMeasurement into) {
    now.sessionsEnded()
        .forEach((side, count) -> into.record(count, Attributes.of(CLOSED_BY, Sides.name(side))));
  }

  private static void refusals(ServerMetrics now, ObservableLongMeasurement into) {
    for (Map.Entry<String, Long> rule : now.refusals().entrySet()) {
      into.record(rule.getValue(), Attributes.of(RULE, rule.getKey()));
    }
  }

  /// Ends the observation. Nothing happens if it has ended.
  @Override
  public void close() {
    callback.close();
  }
}
