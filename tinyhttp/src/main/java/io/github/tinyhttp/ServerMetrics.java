package io.github.tinyhttp;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a server has done so far, counted since its start: a snapshot, which does not change. Each
/// number is exact, but requests go on while they are read, so two of them may differ by a request.
/// Counting costs some nanoseconds a request, and cannot be switched off. The library implements
/// this, and adds to it.
///
/// ```java
/// ServerMetrics now = server.metrics();
/// System.out.println(now.requestsInFlight() + " in flight, " + now.responses(5) + " failed");
/// ```
public interface ServerMetrics {
  /// How many handlers took a time within a bound and above the next smaller one.
  ///
  /// @param atMost the bound; [ChronoUnit#FOREVER][java.time.temporal.ChronoUnit#FOREVER]'s
  ///   duration for the last bucket, which has none
  /// @param count how many
  record TimeBucket(Duration atMost, long count) {}

  /// How many connections are open.
  long connections();

  /// How many connections were ever accepted.
  long connectionsAccepted();

  /// How many requests the application has, received or not, without a response so far.
  long requestsInFlight();

  /// How many bytes the connections hold for their clients, a quarter of a second ago at most: see
  /// [Limits#memory()].
  long memoryHeld();

  /// How many responses the operating system has taken over as a whole, by the first digit of the
  /// status: `responses(2)` for 200 to 299. Interim responses do not count.
  ///
  /// @throws IllegalArgumentException unless the digit is 1 to 9
  long responses(int firstDigit);

  /// How many responses were cut: the client did not get all of them.
  long responsesCut();

  /// How many requests were upgraded to another protocol.
  long upgrades();

  /// How many whole messages have come over connections that have left HTTP: see
  /// [ServerEvents#messageReceived].
  long messagesReceived();

  /// How many whole messages were written to connections that have left HTTP: see
  /// [ServerEvents#messageSent].
  long messagesSent();

  /// How many sessions have ended over connections that have left HTTP, by the side that began the
  /// end: see [ServerEvents#sessionEnded]. Each side has a number.
  Map<SessionEndEvent.ClosedBy, Long> sessionsEnded();

  /// How many times the application's code has failed: see [ServerEvents#failed].
  long failures();

  /// How many bytes have come, without those of TLS itself.
  long bytesReceived();

  /// How many bytes the operating system has taken, without those of TLS itself.
  long bytesSent();

  /// How long handlers took, in buckets with rising bounds. Requests that threads of the
  /// application receive have no handler, and do not count.
  List<TimeBucket> handlerTimes();

  /// The sum of the times that handlers took.
  Duration handlerTime();

  /// How often an event loop was taken from a handler that took long.
  long loopHandOvers();

  /// How often each rule was broken, by its [BrokenRule#name()]. A rule that no client has broken
  /// is missing.
  Map<String, Long> refusals();

  /// How many TLS handshakes have failed.
  long handshakesFailed();

  /// How many events a listener has missed, as it was too slow: see [ServerEvents].
  long eventsDropped();

  /// How many lines of the access log are lost, as it was too slow, or could not be written: see
  /// [AccessLog].
  long logLinesLost();

  /// The numbers in a few lines, with units, for people: to print while something is wrong. What
  /// the lines look like may change; programs ask the other methods.
  @Override
  String toString();
}
