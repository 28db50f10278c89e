package io.github.tinyhttp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How long a server waits. It notices that a time is over within a quarter of a second, and that
/// of a stream of HTTP/2 within a second. Immutable; the `with…` methods return another value.
@CheckReturnValue
public final class Timeouts {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Timeouts DEFAULTS = new Timeouts(new Values());

  private final Values values;

  private Timeouts(Values values) {
    this.values = values;
  }

  /// The times themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private Duration head = Duration.ofSeconds(10);
    private Duration progress = Duration.ofSeconds(30);
    private Duration idle = Duration.ofSeconds(75);
    private Duration linger = Duration.ofSeconds(5);
    private Optional<Duration> queue = Optional.empty();
    private Optional<Duration> response = Optional.empty();
    private Duration grace = Duration.ofSeconds(30);
    private Duration handshake = Duration.ofSeconds(10);

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("head", head);
      all.put("progress", progress);
      all.put("idle", idle);
      all.put("linger", linger);
      all.put("queue", queue);
      all.put("response", response);
      all.put("grace", grace);
      all.put("handshake", handshake);
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /// The time from a request's first byte to the end of its head, 10 s by default. A client that
  /// takes longer gets 408.
  public Duration head() {
    return values.head;
  }

  /// The time between two bytes of a body, in either direction, 30 s by default. After as long,
  /// counting only the time spent waiting, a client also has to keep up 240 bytes a second. A
  /// slower connection is closed, after a 408 if that is still possible.
  public Duration progress() {
    return values.progress;
  }

  /// The time between two requests, and before the first, 75 s by default. Then the connection is
  /// closed.
  public Duration idle() {
    return values.idle;
  }

  /// The time a client has to read the last response and to close its side, 5 s by default. A
  /// client that still sends a body which the application did not read has as long for each next
  /// part of it, and six times as long in all, in which the server reads up to 256 MiB and drops
  /// them. Then the connection is closed (RFC 9112 §9.6).
  public Duration linger() {
    return values.linger;
  }

  /// The time that a request may wait for the application: for a thread, for [Server#receive()], or
  /// for its turn on an event loop, from the moment at which the server found it. A request that
  /// has waited for longer gets 503, its connection goes on, and [ServerEvents#refused] is told.
  /// Empty by default: there is no such limit.
  ///
  /// Under a load that it cannot serve, a server without this limit works on requests whose clients
  /// have given up, and serves no client in time. The limit should be well below the time that
  /// clients wait for.
  public Optional<Duration> queue() {
    return values.queue;
  }

  /// The time the application has to respond to a request; then the client gets 503. Empty by
  /// default: there is no such limit.
  public Optional<Duration> response() {
    return values.response;
  }

  /// The time that [Server#close()] waits for responses still due, 30 s by default.
  public Duration grace() {
    return values.grace;
  }

  /// The time from a connection's beginning to the end of its TLS handshake, or of its PROXY
  /// header, 10 s by default. Then the connection is closed.
  public Duration handshake() {
    return values.handshake;
  }

  /// These times with another one for a head.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withHead(Duration time) {
    return with(next -> next.head = positive("head", time));
  }

  /// These times with another one between the bytes of a body.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withProgress(Duration time) {
    return with(next -> next.progress = positive("progress", time));
  }

  /// These times with another one between requests.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withIdle(Duration time) {
    return with(next -> next.idle = positive("idle", time));
  }

  /// These times with another one for a client to read the last response.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withLinger(Duration time) {
    return with(next -> next.linger = positive("linger", time));
  }

  /// These times with a limit for the wait of requests for the application.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withQueue(Duration time) {
    return with(next -> next.queue = Optional.of(positive("queue", time)));
  }

  /// These times without a limit for the wait of requests for the application, as by default.
  public Timeouts withoutQueueLimit() {
    return with(next -> next.queue = Optional.empty());
  }

  /// These times with a limit for the application's responses.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withResponse(Duration time) {
    return with(next -> next.response = Optional.of(positive("response", time)));
  }

  /// These times without a limit for the application's responses, as by default.
  public Timeouts withoutResponseLimit() {
    return with(next -> next.response = Optional.empty());
  }

  /// These times with another one for the responses still due at the end.
  ///
  /// @param time [Duration#ZERO] to wait for none
  /// @throws IllegalArgumentException if it is negative, or longer than a year
  public Timeouts withGrace(Duration time) {
    return with(next -> next.grace = time.isZero() ? time : positive("grace", time));
  }

  /// These times with another one for a TLS handshake.
  ///
  /// @throws IllegalArgumentException if it is not positive, or longer than a year
  public Timeouts withHandshake(Duration time) {
    return with(next -> next.handshake = positive("handshake", time));
  }

  private Timeouts with(Consumer<Values> change) {
    return new Timeouts(values.changed(change));
  }

  private static Duration positive(String name, Duration time) {
    if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "Timeouts." + name + " must be positive and at most a year, not " + time);
    }
    return time;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeouts that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Timeouts" + values;
  }
}
