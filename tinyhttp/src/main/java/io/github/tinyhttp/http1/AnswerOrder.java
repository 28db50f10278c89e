package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The requests of one connection that are not answered yet, in the order they came, and who may
/// write: answers leave in the order of the requests (RFC 9112 §9.3.2).
///
/// Everything here is guarded by this object's lock, which is never held while somebody writes, or
/// while code of the application runs.
final class AnswerOrder {
  /// What becomes of an answer that is given.
  enum Turn {
    /// it is next in line, and the caller is the writer now
    WRITE,
    /// whoever writes the answer before it, writes this one
    KEPT,
    /// the connection is no more
    LOST
  }

  /// How a writer ends.
  enum Stop {
    /// not yet: another answer has become ready
    MORE,
    /// it is the writer no more
    STOPPED,
    /// and somebody waits for fewer requests to be in flight
    ROOM,
    /// and neither is anybody else: all is answered, and somebody waits for that
    QUIET
  }

  private static final byte[] NOTHING = {};

  private final LongAdder inFlightOfServer;
  private @Nullable Exchange first;
  private @Nullable Exchange last;
  private int inFlight;
  private boolean writing;
  private boolean quietWanted;

  /// Somebody waits for fewer requests than that to be in flight. There are never fewer than 0.
  private int fewerWanted;

  private boolean over;

  /// Where answers to earlier requests wait that a driver has collected; see [WriteBatch].
  private @Nullable WriteBatch earlier;

  /// Answers to earlier requests, taken out of such an outbox.
  private byte[] prefix = NOTHING;

  /// When the last answer was written, or nearly; for the idle deadline.
  private long quietSince = Clock.now();

  AnswerOrder(LongAdder inFlightOfServer) {
    this.inFlightOfServer = inFlightOfServer;
  }

  // ---- requests

  synchronized void append(Exchange exchange) {
    Exchange before = last;
    if (before == null) {
      first = exchange;
    } else {
      before.next = exchange;
    }
    last = exchange;
    if (over) {
      exchange.lost();
    }
    inFlight++;
    inFlightOfServer.increment();
  }

  /// Takes a request in whose handler the driver runs itself; `outbox` may hold answers to those
  /// before.
  synchronized void append(Exchange exchange, WriteBatch outbox) {
    append(exchange);
    earlier = outbox.isEmpty() ? null : outbox;
  }

  synchronized void remove(Exchange exchange) {
    exchange.release();
    if (over) {
      return; // all were given up meanwhile
    }
    earlier = null;
    first = exchange.next;
    if (first == null) {
      last = null;
    } else {
      notifyAll(); // perhaps its thread waits for its turn
    }
    inFlight--;
    inFlightOfServer.decrement();
    quietSince = exchange.since(); // near enough, and one look at the clock less
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized @Nullable Exchange first() {
    return first;
  }

  synchronized boolean isLast(Exchange exchange) {
    return last == exchange;
  }

  /// The first exchange, if it has its answer.
  synchronized @Nullable Exchange firstReady() {
    Exchange exchange = first;
    return exchange != null && exchange.isReady ? exchange : null;
  }

  // ---- the writer

  /// An exchange has its answer.
  synchronized Turn ready(Exchange exchange) {
    exchange.isReady = true;
    if (over) {
      return Turn.LOST;
    }
    if (writing || first != exchange) {
      return Turn.KEPT;
    }
    writing = true;
    return Turn.WRITE;
  }

  /// Makes the loop the writer, of what the socket has not taken.
  synchronized void loopWrites() {
    writing = true;
  }

  synchronized Stop stopWriting() {
    if (firstReady() != null) {
      return Stop.MORE;
    }
    writing = false;
    quietSince = Clock.now();
    notifyAll();
    boolean quiet = first == null && quietWanted && !over;
    boolean room = inFlight < fewerWanted && !over;
    if (quiet || room) {
      quietWanted = false;
      fewerWanted = 0;
    }
    return quiet ? Stop.QUIET : room ? Stop.ROOM : Stop.STOPPED;
  }

  /// What has to leave before the first answer in line.
  synchronized byte[] takePrefix() {
    byte[] taken = prefix;
    prefix = NOTHING;
    if (earlier != null) {
      taken = earlier.take();
      earlier = null;
    }
    return taken;
  }

  /// The driver leaves the connection; what it has collected is written before anything else.
  synchronized void inherit(WriteBatch outbox) {
    if (!outbox.isEmpty()) {
      prefix = outbox.take();
    }
    earlier = null;
  }

  synchronized void prefix(byte[] bytes) {
    prefix = bytes;
  }

  // ---- waiting

  /// Whether every request is answered and every answer written, or none ever will be.
  synchronized boolean isQuiet() {
    return over || first == null && !writing; // whoever writes the last answer stays the writer
  }

  /// Since when it is quiet, nearly.
  synchronized long quietSince() {
    return quietSince;
  }

  /// Makes the next writer that leaves all quiet find [Stop#QUIET]; false if all is quiet already.
  synchronized boolean callWhenQuiet() {
    quietWanted = first != null || writing;
    return quietWanted || over; // when it is over there is nothing to go on with
  }

  /// Makes the next writer that stops with fewer requests in flight find [Stop#ROOM]; false if
  /// there are fewer already.
  synchronized boolean callWhenFewer(int requests) {
    boolean wanted = inFlight >= requests;
    fewerWanted = wanted ? requests : 0;
    return wanted || over;
  }

  /// Makes the caller the writer, if the first request in line has no answer yet and can be told
  /// something before it.
  synchronized boolean writeBeforeAnswer() {
    Exchange exchange = first;
    if (exchange == null
        || writing
        || over
        || exchange.isReady
        || !exchange.leavesInputAlone()
        || exchange.version() != HttpVersion.HTTP_1_1) { // RFC 9110 §15.2
      return false;
    }
    writing = true;
    return true;
  }

  /// Waits until the answers to all requests before `exchange` are written; then the caller is the
  /// writer.
  void awaitTurn(Exchange exchange) throws IOException {
    if (!isNext(exchange)) {
      Driver.beforeBlocking();
    }
    synchronized (this) {
      try {
        while (!over && !exchange.isOver() && !isNext(exchange)) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for earlier answers");
      }
      if (over) {
        throw new IOException("the client is gone");
      }
      if (exchange.isOver()) {
        throw new IOException("the request has been answered meanwhile");
      }
      writing = true;
    }
  }

  private synchronized boolean isNext(Exchange exchange) {
    return first == exchange && !writing;
  }

  // ---- the end

  /// Whether somebody writes, or did when it broke off.
  synchronized boolean isWriting() {
    return writing;
  }

  /// The last answer is written.
  synchronized void complete() {
    writing = false;
  }

  synchronized boolean isOver() {
    return over;
  }

  /// Forgets all exchanges; answers that come now are lost.
  ///
  /// @return the first of those that were not answered
  synchronized @Nullable Exchange abandon() {
    Exchange lost = first;
    over = true;
    first = null;
    last = null;
    inFlightOfServer.add(-inFlight);
    inFlight = 0;
    notifyAll();
    return lost;
  }
}
