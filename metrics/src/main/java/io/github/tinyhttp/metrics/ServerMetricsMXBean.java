package io.github.tinyhttp.metrics;

import java.util.Map;

/// What a console of JMX sees of a server: see [ServerMetricsBean]. Numbers count since the start
/// of the server.
public interface ServerMetricsMXBean {
  /// How many connections are open.
  long getConnections();

  /// How many connections were ever accepted.
  long getConnectionsAccepted();

  /// How many requests are without a response so far.
  long getRequestsInFlight();

  /// How many bytes of memory are held for clients:
  /// [io.github.tinyhttp.ServerMetrics#memoryHeld()].
  long getMemoryHeld();

  /// How many responses were sent, by the class of their status: `1xx` to `5xx`.
  Map<String, Long> getResponses();

  /// How many responses were cut.
  long getResponsesCut();

  /// How many requests were upgraded to another protocol.
  long getUpgrades();

  /// How many messages of WebSockets have come.
  long getMessagesReceived();

  /// How many messages of WebSockets were sent.
  long getMessagesSent();

  /// How many sessions of WebSockets have ended, by the side that began the end: `client`, `server`
  /// and `neither`.
  Map<String, Long> getSessionsEnded();

  /// How many times the application's code has failed.
  long getFailures();

  /// How many bytes have come, without those of TLS itself.
  long getBytesReceived();

  /// How many bytes were sent, without those of TLS itself.
  long getBytesSent();

  /// How many calls of handlers have ended.
  long getHandlerCalls();

  /// The sum of the times that handlers took, in seconds.
  double getHandlerSeconds();

  /// How often an event loop was taken from a handler that took long.
  long getLoopHandOvers();

  /// How often each rule was broken, by its name.
  Map<String, Long> getRefusals();

  /// How many TLS handshakes have failed.
  long getHandshakesFailed();

  /// How many events listeners have missed.
  long getEventsDropped();

  /// How many lines of the access log are lost.
  long getLogLinesLost();
}
