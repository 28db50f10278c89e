package io.github.tinyhttp;

import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// A request with what becomes of it, as [ServerEvents] tells of it. All events of a request get
/// the same object, which tells more and more: an accessor says what is known at the moment of the
/// question. Any thread may ask. The library implements this, and adds to it.
public interface RequestEvent {
  /// What a filter asks a request for, to know it again among the events, whatever requests other
  /// filters have put around it:
  ///
  /// ```java
  /// Optional<RequestEvent> event = request.attribute(RequestEvent.OF_REQUEST);
  /// ```
  ///
  /// Empty unless the server has an access log, or a listener that overrides a method about
  /// requests.
  AttributeKey<RequestEvent> OF_REQUEST = AttributeKey.named("event");

  /// A moment in the life of a request.
  enum Moment {
    /// The head was read and understood.
    RECEIVED,
    /// A handler was called, or a thread of the application has received the request.
    HANDLING_BEGAN,
    /// The response was given. Its content may still be to be made.
    RESPONDED,
    /// The request came to its end: see [Outcome].
    ENDED
  }

  /// How a request has ended.
  enum Outcome {
    /// The operating system has the whole response.
    SENT,
    /// The client did not get all of the response.
    CUT,
    /// The connection, or the stream of HTTP/2, speaks another protocol now.
    UPGRADED
  }

  /// Whose fault it is that a request was not served well.
  enum Fault {
    /// Nothing is wrong, as far as is known.
    NONE,
    /// The client broke a rule, asked for what it does not get, left, or was too slow: a status of
    /// 4xx, or a response that was cut.
    CLIENT,
    /// The application failed, took too long, or responded with 5xx.
    APPLICATION,
    /// The server was shutting down, and its grace was over.
    SERVER
  }

  /// Where the application's code ran.
  enum HandlerThread {
    /// A thread of the event loop.
    LOOP,
    /// A virtual thread.
    VIRTUAL,
    /// A platform thread beside the loops, of the library or of the application's executor.
    PLATFORM,
    /// A thread of the application, which received the request from [Server#receive()] or a sister.
    RECEIVER
  }

  /// The connection that the request came over.
  ConnectionEvent connection();

  /// The number of the request on its connection, from 1.
  long number();

  /// The request. Its body may be gone.
  Request request();

  /// The client, as a trusted proxy tells: [Request#clientAddress()].
  SocketAddress client();

  /// The response: once it was given the application's, and later as it is sent, after conditions,
  /// ranges and compression, or one that the library gave in its place.
  Optional<Response> response();

  /// How the request has ended; empty while it has not.
  Optional<Outcome> outcome();

  /// When something happened, by the clock on the wall; empty if it has not. The times between two
  /// moments are exact even if that clock was set meanwhile: they are [#elapsed(Moment, Moment)].
  Optional<Instant> time(Moment moment);

  /// When something happened, by [System#nanoTime()]; empty if it has not.
  OptionalLong nanoTime(Moment moment);

  /// The time between two moments; empty unless both have come.
  default Optional<Duration> elapsed(Moment from, Moment to) {
    OptionalLong begin = nanoTime(from);
    OptionalLong end = nanoTime(to);
    return begin.isPresent() && end.isPresent()
        ? Optional.of(Duration.ofNanos(end.getAsLong() - begin.getAsLong()))
        : Optional.empty();
  }

  /// How many bytes the head of the request had: over HTTP/2, those of its compressed fields.
  long headBytesReceived();

  /// How many bytes of the body have been read so far, without framing.
  long contentBytesReceived();

  /// How many bytes the head of the response has: over HTTP/2, those of its compressed fields. 0
  /// before the response is sent; interim responses do not count.
  long headBytesSent();

  /// How many bytes of content were written for the client so far, without framing.
  long contentBytesSent();

  /// Where the application's code ran; empty if the library has responded without it.
  Optional<HandlerThread> handlerThread();

  /// Whose fault it is that the request was not served well, as far as is known.
  Fault fault();

  /// The rule that the client broke, after its head was understood; empty if it broke none.
  Optional<BrokenRule> rule();

  /// How the application's code has failed, or why the response was cut; empty if neither happened.
  Optional<Throwable> cause();

  /// The protocol that was switched to, as the client has spelled it; empty if there is none.
  Optional<String> upgradedTo();
}
