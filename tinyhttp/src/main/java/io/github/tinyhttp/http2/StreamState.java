package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import org.jspecify.annotations.Nullable;

/// How far a stream is, and its windows: what the driver knows of it. All of it belongs to the
/// driver.
///
/// ```
///                     remoteEnded            the client's END_STREAM
/// open ──────────────────────────────► half-closed (remote)
///   │ localEnded: our END_STREAM                 │ localEnded
///   ▼                                            ▼
/// half-closed (local) ───────────────────► closed: no longer in the table
///                     remoteEnded
/// any ── RST_STREAM, from either side ───► closed
/// ```
abstract class StreamState {
  private final int id;

  /// How many octets of DATA the client takes; below zero after a change of its SETTINGS (RFC 9113
  /// §6.9.2).
  int sendWindow;

  /// How many octets of DATA the client may send.
  int receiveWindow;

  /// How much of the padding that came is not yet given back as credit.
  int padding;

  boolean remoteEnded;
  boolean localEnded;

  /// The head of the response is encoded.
  boolean headSent;

  /// The stream is no longer in the table.
  boolean closed;

  /// The request is not handed on before its body is complete, as that is small.
  boolean collecting;

  /// The client may send more than at the beginning, as the application reads the body.
  boolean enlarged;

  /// The application works on the request, and has given no response yet.
  boolean running;

  /// The stream stands in a queue of the [Scheduler].
  boolean queued;

  /// The stream has something to say as soon as the socket takes bytes.
  boolean waiting;

  /// A thread reads the file of the stream as its driver, or has done so and lost the loop.
  boolean readsFile;

  /// How much of the announced body is missing; -1 if its length is not known.
  long bodyLeft = -1;

  /// When the stream got on last, for what the client owes.
  long progressedAt;

  /// How the client opens the window of the stream; null if no content waits for that.
  @Nullable ClientPace windowPace;

  /// How the client sends the body; null as long as it was not waited for.
  @Nullable ClientPace bodyPace;

  /// Content that is in memory; null if the content is made while it is sent, or there is none.
  byte @Nullable [] content;

  /// How much of `content` is sent.
  int contentSent;

  /// What follows `content`.
  Headers trailers = Headers.empty();

  /// With what the stream is reset behind its response; null for not at all.
  @Nullable ErrorCode resetAfterResponse;

  /// RFC 9218: 0 is the most urgent.
  int urgency = Priority.DEFAULT.urgency();

  /// RFC 9218: whether parts of the response are of use.
  boolean incremental = Priority.DEFAULT.incremental();

  StreamState(int id) {
    this.id = id;
  }

  final int id() {
    return id;
  }

  final void prioritize(Priority priority) {
    urgency = priority.urgency();
    incremental = priority.incremental();
  }
}
