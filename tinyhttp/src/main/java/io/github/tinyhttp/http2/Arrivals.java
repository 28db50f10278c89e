package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.OwnErrors;
import io.github.tinyhttp.exchange.QueueTime;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.semantics.FileContent;
import io.github.tinyhttp.wire.Clock;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The requests of one connection that have come, and are handed on when all that was read is
/// taken. They belong to the loop: a driver that loses it inside a handler leaves the others to the
/// next driver. For the driver.
final class Arrivals {
  private final Http2Connection connection;
  private final Dispatcher dispatcher;
  private final Limits limits;
  private final int initialWindow;
  private final Streams streams;
  private final Sender sender;

  private final ArrayDeque<Http2Stream> queue = new ArrayDeque<>(4);

  private int lastHandedOn;

  Arrivals(Http2Connection connection) {
    this.connection = connection;
    this.dispatcher = connection.http().dispatcher();
    this.limits = connection.http().limits();
    this.initialWindow = connection.http().options().initialWindow();
    this.streams = connection.streams();
    this.sender = connection.sender();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /// The next request; null if there is none, or the application has too many to work on.
  @Nullable Http2Stream poll() {
    if (!streams.isCrowded()) {
      return queue.poll();
    }
    if (queue.size() > limits.streams()) {
      boolean _ =
          queue.removeIf(stream -> stream.closed); // however many a client cancels while they wait
    }
    return null;
  }

  /// None of these is handed on.
  void clear() {
    queue.clear();
  }

  /// The last stream that was handed on.
  int lastHandedOn() {
    return lastHandedOn;
  }

  // ---- coming

  /// The client opens a stream.
  void open(int id, RequestFields fields, boolean ended) throws ConnectionFault {
    boolean hasRoom = streams.opens(id);
    if (connection.ending().isRefusing()) {
      connection.spend(Budget.Cost.TINY);
      streams.noticeReset(id); // its body is passed over; the client knows of it by GOAWAY
      return;
    }
    if (!hasRoom || connection.io().isGreedy()) {
      connection.spend(Budget.Cost.RESET);
      Frames.putReset(sender.out(), id, ErrorCode.REFUSED_STREAM);
      streams.noticeReset(id);
      return;
    }
    Http2Head head = fields.head(ended);
    Rule broken = fields.broken();
    var stream = new Http2Stream(connection, id, head);
    stream.sendWindow = sender.streamWindow();
    stream.receiveWindow = initialWindow;
    stream.remoteEnded = ended;
    stream.progressedAt = connection.now();
    stream.prioritize(Priority.ofField(head.priority()));
    streams.add(stream);
    connection.timer().noticeStream(connection.now());
    var proxies = connection.http().proxies();
    if (broken == null && proxies.isPresent() && !stream.request().takesForwarding(proxies.get())) {
      broken = Rule.FORWARDED;
    }
    if (broken != null) {
      refuse(stream, broken);
    } else {
      begin(stream, ended);
    }
  }

  private void begin(Http2Stream stream, boolean ended) {
    Http2Head head = stream.head();
    if (head.isTunnel()) {
      var input = new StreamInput(initialWindow);
      stream.tunnels(input);
      if (ended) {
        input.end(Headers.empty());
      }
    } else if (!ended) {
      stream.bodyLeft = head.length();
      stream.streams(new StreamInput(initialWindow));
      int small = Math.min(limits.smallBody(), initialWindow);
      stream.collecting = head.length() >= 0 && head.length() <= small && !head.continues();
    }
    if (!stream.collecting) {
      arrive(stream);
    }
  }

  /// A request is complete enough to be handed on.
  void arrive(Http2Stream stream) {
    queue.add(stream);
  }

  /// Responds to a request that breaks a rule.
  void refuse(Http2Stream stream, Rule rule) throws ConnectionFault {
    connection.spend(Budget.Cost.MISTAKE);
    stream.tellRefused(rule);
    stream.collecting = false;
    lastHandedOn = Math.max(lastHandedOn, stream.id());
    ServerRequest request = stream.request();
    request.begin(connection.now());
    stream.resetAfterResponse = rule.isMalformed() ? ErrorCode.PROTOCOL_ERROR : null;
    request.refuse(RuleResponses.to(rule), rule.toString());
  }

  // ---- handing on

  /// Hands a request on.
  ///
  /// @return whether this driver still drives
  boolean handsOn(Driver driver, Http2Stream stream) {
    lastHandedOn = Math.max(lastHandedOn, stream.id());
    StreamInput input = stream.head().isTunnel() ? null : stream.input();
    if (input != null && stream.remoteEnded) {
      stream.body(new WholeBody(input.join(), input.trailers()));
      input = null;
    }
    ServerRequest request = stream.request();
    try {
      request.begin(connection.now());
      return handsOnBegun(driver, stream, input != null);
    } catch (Throwable e) {
      request.brokenOff(e); // for lack of memory, say
      throw e;
    }
  }

  /// @param incomplete whether more of the body comes
  private boolean handsOnBegun(Driver driver, Http2Stream stream, boolean incomplete) {
    ServerRequest request = stream.request();
    long polled = connection.io().loop().polledAt();
    if (connection.http().isOwn(stream) || QueueTime.claims(request, polled, connection.now())) {
      if (!OwnErrors.isReady(request)) {
        OwnErrors.send(request);
      } else if (stream.isWholeHere()) {
        sender.serve(stream);
      }
      return true;
    }
    streams.begins(stream);
    if (!incomplete && dispatcher.handlesInline()) {
      return handlesHere(driver, stream);
    }
    if (dispatcher.dispatchesToApplication()) {
      return dispatchesInTurn(driver, request);
    }
    dispatcher.dispatch(request, driver);
    return true;
  }

  /// Hands a request to an executor of the application's, which may run the handler itself or wait.
  private boolean dispatchesInTurn(Driver driver, ServerRequest request) {
    connection.turns().enter(driver);
    dispatcher.dispatch(request, driver);
    return connection.turns().leave(driver);
  }

  /// Opens the file of a response, if it has one that the driver can read, in the turn of its
  /// handler.
  ///
  /// @return whether the response is on its way
  private static boolean isSentAsFile(Http2Stream stream) {
    Response given = stream.request().response();
    if (!FileContent.isIn(given.body()) || stream.takesThread(given)) {
      return false;
    }
    stream.sendSoon();
    return true;
  }

  private boolean handlesHere(Driver driver, Http2Stream stream) {
    ServerRequest request = stream.request();
    connection.turns().enter(driver);
    boolean given = dispatcher.handles(request, dispatcher.handler());
    boolean sends = given && !isSentAsFile(stream);
    long end = Clock.now();
    dispatcher.took(end - request.since());
    if (!connection.turns().leave(driver)) {
      if (sends) {
        stream.send();
      }
      return false;
    }
    connection.now(end);
    if (sends) {
      streams.responds(stream);
      if (stream.isWholeHere()) {
        sender.serve(stream);
      }
    }
    return true;
  }
}
