package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ServerMetrics.TimeBucket;
import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import io.github.tinyhttp.engine.Adders;
import io.github.tinyhttp.engine.Adders.Adder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what happens in one server. For any thread; no call waits.
public final class Counters {
  /// The bounds of handlers' times: 1, 2.5 and 5 of each power of ten, in nanoseconds.
  private static final long[] BOUNDS = bounds();

  private static final int STATUS_CLASSES = 10;

  private final Adder[] responses;
  private final Adder cut;
  private final Adder upgrades;
  private final Adder failures;
  private final Adder[] handlers;
  private final Adder handlerNanos;
  private final Adder handOvers;
  private final Adder handshakesFailed;
  private final Adder messagesReceived;
  private final Adder messagesSent;
  private final Map<ClosedBy, Adder> sessionsEnded = new EnumMap<>(ClosedBy.class);
  private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

  Counters(Adders adders) {
    this.responses = several(adders, STATUS_CLASSES);
    this.cut = adders.adder();
    this.upgrades = adders.adder();
    this.failures = adders.adder();
    this.handlers = several(adders, BOUNDS.length + 1);
    this.handlerNanos = adders.adder();
    this.handOvers = adders.adder();
    this.handshakesFailed = adders.adder();
    this.messagesReceived = adders.adder();
    this.messagesSent = adders.adder();
    for (ClosedBy side : ClosedBy.values()) {
      sessionsEnded.put(side, adders.adder());
    }
  }

  private static Adder[] several(Adders adders, int count) {
    var all = new Adder[count];
    Arrays.setAll(all, _ -> adders.adder());
    return all;
  }

  private static long[] bounds() {
    var all = new ArrayList<Long>();
    for (long unit = 10_000; unit <= 10_000_000_000L; unit *= 10) {
      all.addAll(List.of(unit, unit * 5 / 2, unit * 5));
    }
    return all.stream().mapToLong(bound -> bound).toArray();
  }

  // ---- what happens

  void sent(int status) {
    responses[status / 100].increment();
  }

  void cut() {
    cut.increment();
  }

  void upgraded() {
    upgrades.increment();
  }

  void failed() {
    failures.increment();
  }

  /// A handler has returned, or failed, after `nanos`.
  void handled(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS.length && nanos > BOUNDS[bucket]) {
      bucket++;
    }
    handlers[bucket].increment();
    handlerNanos.add(nanos);
  }

  void handedOver() {
    handOvers.increment();
  }

  void handshakeFailed() {
    handshakesFailed.increment();
  }

  void refused(String rule) {
    refusals.computeIfAbsent(rule, _ -> new LongAdder()).increment();
  }

  void messageReceived() {
    messagesReceived.increment();
  }

  void messageSent() {
    messagesSent.increment();
  }

  void sessionEnded(ClosedBy side) {
    Objects.requireNonNull(sessionsEnded.get(side)).increment();
  }

  // ---- what is asked

  /// How many responses were sent, by the first digit of their status.
  public long responses(int firstDigit) {
    if (firstDigit < 1 || firstDigit >= STATUS_CLASSES) {
      throw new IllegalArgumentException("a status begins with 1 to 9, not " + firstDigit);
    }
    return responses[firstDigit].sum();
  }

  /// How many responses were cut.
  public long responsesCut() {
    return cut.sum();
  }

  /// How many requests were upgraded.
  public long upgrades() {
    return upgrades.sum();
  }

  /// How many times the application's code has failed.
  public long failures() {
    return failures.sum();
  }

  /// How long handlers took.
  public List<TimeBucket> handlerTimes() {
    var all = new ArrayList<TimeBucket>();
    for (int i = 0; i < handlers.length; i++) {
      Duration bound =
          i < BOUNDS.length ? Duration.ofNanos(BOUNDS[i]) : ChronoUnit.FOREVER.getDuration();
      all.add(new TimeBucket(bound, handlers[i].sum()));
    }
    return all;
  }

  /// The sum of the times that handlers took.
  public Duration handlerTime() {
    return Duration.ofNanos(handlerNanos.sum());
  }

  /// How often a loop was taken from a handler.
  public long handOvers() {
    return handOvers.sum();
  }

  /// How many TLS handshakes have failed.
  public long handshakesFailed() {
    return handshakesFailed.sum();
  }

  /// How many messages have come over connections that have left HTTP.
  public long messagesReceived() {
    return messagesReceived.sum();
  }

  /// How many messages were written to connections that have left HTTP.
  public long messagesSent() {
    return messagesSent.sum();
  }

  /// How many sessions of protocols that are not HTTP have ended, by the side that began the end.
  public Map<ClosedBy, Long> sessionsEnded() {
    var all = new EnumMap<ClosedBy, Long>(ClosedBy.class);
    sessionsEnded.forEach((side, count) -> all.put(side, count.sum()));
    return all;
  }

  /// How often each rule was broken.
  public Map<String, Long> refusals() {
    var all = new TreeMap<String, Long>();
    refusals.forEach((rule, count) -> all.put(rule, count.sum()));
    return all;
  }
}
