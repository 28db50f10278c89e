package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.semantics.SmallContent;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes the answers of one connection, in the order of its requests.
///
/// Whoever gives the first answer in line becomes the *writer*, and also writes those that are
/// ready behind it. Nobody else waits: an answer out of turn is kept. A writer that finds the
/// socket full leaves fixed content to the loop, so only a thread that streams ever blocks here.
final class Answers {
  /// Answers that are ready are collected up to this size.
  static final int ENOUGH = 64 << 10;

  private static final byte[] NOTHING = {};

  private final Http1Connection connection;
  private final Connection io;
  private final Http1 http;

  private final AnswerOrder order;

  // the writer's
  private final SocketWriter socket;
  private boolean closeWhenSent;

  /// What is being streamed, if it goes on until somebody ends it.
  private volatile Body.@Nullable EndlessWriter live;

  /// Null if nobody wants to know.
  private final @Nullable Receipts receipts;

  Answers(Http1Connection connection) {
    this.connection = connection;
    this.io = connection.io();
    this.http = connection.http();
    this.socket = new SocketWriter(io, http.deadlines().progress());
    this.order = new AnswerOrder(http.inFlight());
    this.receipts = http.events().areWanted() ? new Receipts(http.events()) : null;
  }

  AnswerOrder order() {
    return order;
  }

  // ---- a driver that answers inline

  /// Sends what the driver has collected, and something behind it.
  ///
  /// @param lastOne the exchange after which the connection closes
  /// @return whether all is sent and the driver may go on
  boolean sendHere(WriteBatch outbox, @Nullable ByteBuffer behind, @Nullable Exchange lastOne)
      throws IOException {
    ByteBuffer rest = outbox.flush(io);
    if (rest == null && (behind == null || io.write(behind))) {
      confirm();
      if (lastOne != null) {
        close(lastOne);
      }
      return lastOne == null;
    }
    var all = new ArrayList<ByteBuffer>(2);
    if (rest != null) {
      all.add(rest);
    }
    if (behind != null) {
      all.add(behind);
    }
    leaveToLoop(all, lastOne != null);
    return false;
  }

  /// Answers with 503 for an application that takes longer than it may.
  void giveUpLate(long now) {
    Exchange first = order.first();
    if (first != null && http.deadlines().isLate(first, now)) {
      first.giveUnlessAnswered(FaultReply.late());
    }
  }

  /// Leaves bytes to the loop that the socket did not take from the driver.
  private void leaveToLoop(List<ByteBuffer> rest, boolean thenClose) {
    order.loopWrites();
    closeWhenSent = thenClose;
    socket.leaveToLoop(rest);
  }

  // ---- any thread

  /// The exchange has its answer; it is written now if it is its turn.
  void answered(Exchange exchange) {
    switch (order.ready(exchange)) {
      case WRITE -> {
        if (http.hasLoopsWrite() && !streams(exchange.response())) {
          io.onLoop(_ -> write(exchange));
        } else {
          write(exchange);
        }
      }
      case KEPT -> {}
      case LOST -> {
        exchange.release();
        http.events().cut(exchange, exchange.response(), new IOException("the client is gone"));
      }
    }
  }

  /// Writes what is ready, in order. The caller is the writer.
  ///
  /// @param own the exchange that may be streamed on this thread
  private void write(@Nullable Exchange own) {
    try {
      var out = new WriteBatch(512);
      out.put(order.takePrefix());
      while (true) {
        Exchange exchange = order.firstReady();
        if (exchange == null) {
          if (!send(out, null) || stopWriting()) {
            return;
          }
        } else if (streams(exchange.response())) {
          if (exchange != own) {
            order.prefix(out.take());
            Thread.ofVirtual().name("tinyhttp-answer").start(() -> write(exchange));
            return;
          }
          stream(exchange, out);
          if (order.isOver()) {
            return;
          }
        } else if (!answerFixed(exchange, out)) {
          return;
        }
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      Log.write(Level.ERROR, "an answer failed", e); // the application's trailers, or no memory
      fail(new IOException("an answer failed", e));
    }
  }

  /// Stops being the writer, unless another answer has become ready.
  private boolean stopWriting() {
    AnswerOrder.Stop stop = order.stopWriting();
    switch (stop) {
      case QUIET -> connection.quiet();
      case ROOM -> connection.roomy();
      case STOPPED -> connection.stopped();
      case MORE -> {}
    }
    return stop != AnswerOrder.Stop.MORE;
  }

  static boolean streams(Response response) {
    Body body = response.body();
    return !(body instanceof Body.Bytes || body instanceof Body.Empty);
  }

  /// Whether the answer leaves in one write.
  static boolean isSmall(Response response) {
    return SmallContent.isIn(response.body());
  }

  /// Encodes an answer whose content is all there.
  ///
  /// @return whether the caller is still the writer
  private boolean answerFixed(Exchange exchange, WriteBatch out) throws IOException {
    Response response = exchange.response();
    byte[] bytes = response.body() instanceof Body.Bytes(byte[] some) ? some : NOTHING;
    ResponseFraming plan = plan(exchange, OptionalLong.of(bytes.length));
    http.headWriter().write(out, exchange.head(), response, plan, Clock.now());
    ByteBuffer large = putContent(out, bytes, plan, response);
    encoded(exchange);
    closeWhenSent = plan.closes();
    if (plan.closes()) {
      if (send(out, large)) {
        close(exchange);
      }
      return false;
    }
    connection.skipUnread(exchange);
    return large == null && out.size() < ENOUGH || send(out, large);
  }

  /// Puts the content behind its head; returns it if it is too large for that.
  static @Nullable ByteBuffer putContent(
      WriteBatch out, byte[] bytes, ResponseFraming plan, Response response) {
    if (!plan.content()) {
      return null;
    }
    if (plan.framing() == ResponseFraming.Framing.CHUNKED) {
      ResponseBodyStream.putWhole(out, bytes, response.trailers()); // for whose sake it is chunked
      return null;
    }
    if (bytes.length > SmallContent.MOST) {
      return ByteBuffer.wrap(bytes);
    }
    out.put(bytes);
    return null;
  }

  /// The whole answer is in the outbox of its writer.
  void encoded(Exchange exchange) {
    order.remove(exchange);
    if (receipts != null) {
      receipts.expect(exchange);
    }
  }

  ResponseFraming plan(Exchange exchange, OptionalLong length) {
    BodyStream body = exchange.stream();
    boolean closing =
        http.isDraining() && order.isLast(exchange)
            || body != null && body.endsConnection(streams(exchange.response()));
    return ResponseFraming.of(exchange.head(), exchange.response(), length, closing);
  }

  /// Writes what is collected, and something behind it.
  ///
  /// @return whether all of it is with the operating system; if not, the loop writes the rest, and
  ///   the caller is no longer the writer, and `out` is the loop's
  private boolean send(WriteBatch out, @Nullable ByteBuffer behind) throws IOException {
    ByteBuffer collected = out.lend();
    boolean all = socket.write(behind == null ? List.of(collected) : List.of(collected, behind));
    if (all) {
      confirm();
    }
    return all;
  }

  /// The socket takes bytes again. On the driver.
  void writable() {
    if (!socket.isWaiting()) {
      return;
    }
    try {
      if (!socket.goOn()) {
        return;
      }
      confirm();
      if (closeWhenSent) {
        close(null);
      } else {
        write(null);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  // ---- streams

  private void stream(Exchange exchange, WriteBatch out) throws IOException {
    var sender = new StreamSender(this, exchange, out);
    ResponseFraming plan = sender.send(http.headWriter());
    order.remove(exchange);
    if (http.events().areWanted()) {
      http.events().answered(exchange, exchange.response());
    }
    if (plan.closes()) {
      close(exchange);
    } else {
      connection.skipUnread(exchange);
    }
  }

  SocketWriter socket() {
    return socket;
  }

  /// Makes the answer anew from what the application has given.
  void selectAgain(Exchange exchange) {
    exchange.response(http.selectAgain(exchange));
  }

  /// The answer to `exchange` goes on until somebody ends it.
  void carries(Exchange exchange, Body.EndlessWriter content) {
    live = content;
    http.carries(content);
    exchange.onDisconnect(content::probe); // to fail where it is written
  }

  void carriesNoMore(Body.EndlessWriter content) {
    live = null;
    http.carriesNoMore(content);
  }

  /// The source of an answer failed.
  void failed(Exchange exchange, Throwable cause) {
    http.failed(exchange, cause);
  }

  /// An answer stopped in its middle.
  void cut(Exchange exchange, Throwable cause) {
    http.events().cut(exchange, exchange.response(), cause);
    exchange.release(); // it is told of
  }

  // ---- before the answer

  /// Sends an interim answer once it is the turn of `exchange`.
  void interim(Exchange exchange, Status status, Headers fields) throws IOException {
    order.awaitTurn(exchange);
    try {
      var out = new WriteBatch(256);
      out.put(order.takePrefix());
      HeadWriter.writeInterim(out, status, fields);
      socket.writeFully(ByteBuffer.wrap(out.take()));
    } finally {
      if (!stopWriting()) {
        write(null); // another thread has given the answer meanwhile
      }
    }
  }

  /// Writes something that changes nothing, so that a client that is gone answers with a reset.
  void probe() {
    Body.EndlessWriter content = live;
    if (content != null) {
      content.probe();
    } else if (order.writeBeforeAnswer()) {
      try {
        var out = new WriteBatch(64);
        out.put(order.takePrefix());
        HeadWriter.writeInterim(out, new Status(100), Headers.empty());
        if (send(out, null) && !stopWriting()) {
          write(null);
        }
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  // ---- the end

  /// What was collected is with the operating system.
  private void confirm() {
    if (receipts != null) {
      receipts.confirm();
    }
  }

  /// The last answer is written. What else was asked for is not answered.
  private void close(@Nullable Exchange exchange) {
    order.complete();
    abandon(new IOException("the connection was closed by an earlier answer"));
    connection.closeGently(exchange);
  }

  /// The socket failed, or the source of an answer did: nothing more can be said on this
  /// connection.
  private void fail(IOException cause) {
    abandon(cause);
    io.abort();
  }

  /// Forgets all exchanges; answers that come now are lost.
  void abandon(IOException cause) {
    if (receipts != null) {
      receipts.cut(cause);
    }
    for (Exchange one = order.abandon(); one != null; one = one.next) {
      boolean told = one.isOver();
      if (one.isAnswered()) {
        one.release(); // else whoever still works on it will answer
      }
      one.lost();
      if (one.isReady && !told) {
        http.events().cut(one, one.response(), cause);
      }
    }
  }
}
