package io.github.tinyhttp.transcript;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the parsers of both directions have to know of each other: which request a response is to,
/// and when both leave HTTP/1.1. For the thread that holds the lock of the [Layer].
final class Conversation {
  private final Lines lines;
  private final int mostHead;
  private final Deque<Exchange> open = new ArrayDeque<>();
  private @Nullable Http1Requests requests;
  private @Nullable Http1Responses responses;
  private @Nullable Http2Streams streams;
  private @Nullable Direction in;
  private @Nullable Direction out;
  private int count;
  private boolean switched;

  /// @param mostHead how many bytes of a head that is not whole are kept
  Conversation(Lines lines, int mostHead) {
    this.lines = lines;
    this.mostHead = mostHead;
  }

  /// Names the two directions, before any byte is moved.
  void between(Direction client, Direction server) {
    in = client;
    out = server;
  }

  Direction in() {
    return Objects.requireNonNull(in, "in");
  }

  private Direction out() {
    return Objects.requireNonNull(out, "out");
  }

  int mostHead() {
    return mostHead;
  }

  // ---- the parsers

  Http1Requests requests() {
    Http1Requests known = requests;
    if (known == null) {
      known = new Http1Requests(in(), this);
      requests = known;
    }
    return known;
  }

  Http1Responses responses() {
    Http1Responses known = responses;
    if (known == null) {
      known = new Http1Responses(out(), this);
      responses = known;
    }
    return known;
  }

  Http2Frames http2(Way way) {
    Http2Streams known = streams;
    if (known == null) {
      known = new Http2Streams(lines);
      streams = known;
    }
    return new Http2Frames(way == Way.IN ? in() : out(), known);
  }

  // ---- HTTP/1.1

  /// The lines of the next request.
  Lines nextRequest() {
    return lines.with("req=" + ++count);
  }

  /// A request has come, or as much of it as will.
  void begun(Exchange exchange) {
    open.add(exchange);
  }

  /// The request that the response is to whose head is being sent. One that is not whole gets its
  /// response without being read to the end.
  ///
  /// @return null if the response is to none
  @Nullable Exchange responding() {
    if (open.isEmpty()) {
      requests().giveUp();
    }
    return open.peek();
  }

  /// The final response to that request has begun.
  void responds() {
    Exchange _ = open.poll();
  }

  /// The connection leaves HTTP/1.1 with the response whose head was sent.
  void leave(Exchange exchange, boolean webSocket) {
    switched = true;
    open.clear();
    requests().handOver(parser(exchange, in(), webSocket));
    out().parser(parser(exchange, out(), webSocket));
  }

  private static Parser parser(Exchange exchange, Direction direction, boolean webSocket) {
    return webSocket
        ? new WebSocketFrames(direction.lines().with("ws"), direction.way())
        : new OtherBytes(exchange.lines(), direction.way());
  }

  /// The connection is closed: writes which requests have no response.
  void end() {
    if (!switched) {
      requests().giveUp();
      open.forEach(exchange -> exchange.lines().write(Way.OUT, "none"));
    }
  }
}
