package io.github.tinyhttp.server;

import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.exchange.Counters;
import io.github.tinyhttp.exchange.Dispatcher;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a server has done up to the moment at which this was made.
record MetricsSnapshot(
    long connections,
    long connectionsAccepted,
    long requestsInFlight,
    long memoryHeld,
    List<Long> responsesByDigit,
    long responsesCut,
    long upgrades,
    long messagesReceived,
    long messagesSent,
    Map<ClosedBy, Long> sessionsEnded,
    long failures,
    long bytesReceived,
    long bytesSent,
    List<TimeBucket> handlerTimes,
    Duration handlerTime,
    long loopHandOvers,
    Map<String, Long> refusals,
    long handshakesFailed,
    long eventsDropped,
    long logLinesLost)
    implements ServerMetrics {
  private static final List<Integer> DIGITS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

  static MetricsSnapshot of(Engine engine, Dispatcher dispatcher) {
    Counters counters = dispatcher.events().counters();
    return new MetricsSnapshot(
        engine.connections(),
        engine.connectionsAccepted(),
        dispatcher.requestsInFlight(),
        engine.memoryHeld(),
        DIGITS.stream().map(counters::responses).toList(),
        counters.responsesCut(),
        counters.upgrades(),
        counters.messagesReceived(),
        counters.messagesSent(),
        Map.copyOf(counters.sessionsEnded()),
        counters.failures(),
        engine.traffic().bytesReceived(),
        engine.traffic().bytesSent(),
        List.copyOf(counters.handlerTimes()),
        counters.handlerTime(),
        counters.handOvers(),
        Map.copyOf(counters.refusals()),
        counters.handshakesFailed(),
        dispatcher.events().dropped(),
        dispatcher.events().linesLost());
  }

  @Override
  public String toString() {
    return MetricsText.of(this);
  }

  @Override
  public long responses(int firstDigit) {
    if (!DIGITS.contains(firstDigit)) {
      throw new IllegalArgumentException("a status begins with 1 to 9, not " + firstDigit);
    }
    return responsesByDigit.get(firstDigit - 1);
  }
}
