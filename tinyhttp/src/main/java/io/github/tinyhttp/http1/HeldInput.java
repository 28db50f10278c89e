package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The input of one connection: reads it, and keeps what the driver cannot go on with now.
///
/// All of it but the watch for the client belongs to the thread that has the input: the driver, or
/// the thread that works on a request for which the input is held.
final class HeldInput {
  private final Http1Connection connection;

  /// Looks at the first bytes of the connection; null once they are known to be HTTP/1's.
  private @Nullable PriorKnowledge first;

  /// Bytes that have come and are not taken yet, in memory of the connection's own.
  private @Nullable InputBuffer held;

  /// A request that waits until those before it have their responses.
  private @Nullable PipelinedCarrier postponed;

  /// The client has shut down its side.
  private boolean ended;

  /// Watches for the client to leave. Any thread may look.
  private volatile ClientWatch watch = ClientWatch.NONE;

  HeldInput(Http1Connection connection) {
    this.connection = connection;
  }

  private Connection io() {
    return connection.io();
  }

  private Pipeline pipeline() {
    return connection.pipeline();
  }

  ClientWatch watch() {
    return watch;
  }

  /// A request wants to know when its client leaves. From any thread.
  void watchClient() {
    synchronized (this) {
      if (!watch.isOn()) {
        watch = new DisconnectProbe(io(), connection.writer());
      }
    }
    watch.begin(this);
  }

  /// Lets `preface` look at the first bytes.
  void expect(PriorKnowledge preface) {
    first = preface;
  }

  /// Reads once.
  ///
  /// @return the bytes to take; null if none came, or they are of another protocol, or may be
  @Nullable InputBuffer read(Driver driver) throws PeerFault, IOException {
    ByteBuffer buffer = driver.io().clear();
    int count = io().readMessages(buffer);
    ended = count < 0;
    if (count <= 0) {
      return null;
    }
    InputBuffer input = driver.behind(held, buffer.flip());
    return first == null || isHttp1(first, driver, input) ? input : null;
  }

  private boolean isHttp1(PriorKnowledge preface, Driver driver, InputBuffer input)
      throws PeerFault {
    PriorKnowledge.Finding finding = preface.look(driver, input);
    if (finding == PriorKnowledge.Finding.EITHER) {
      keep(driver, input);
      connection.awaitMore(input);
    } else {
      first = null;
    }
    return finding == PriorKnowledge.Finding.HTTP_1;
  }

  /// Whether the client has shut down its side.
  boolean hasEnded() {
    return ended;
  }

  boolean isEmpty() {
    return held == null;
  }

  /// How many bytes of memory are held. For the driver, also while another thread has the input.
  int heldBytes() {
    InputBuffer known = held;
    PipelinedCarrier waiting = postponed;
    return (known == null ? 0 : known.capacity()) + (waiting == null ? 0 : waiting.head().size());
  }

  /// The bytes that wait; the driver's own buffer if none do.
  InputBuffer orOf(Driver driver) {
    InputBuffer known = held;
    return known == null ? driver.input() : known;
  }

  /// The bytes that wait; an empty buffer if none do.
  InputBuffer orEmpty() {
    InputBuffer known = held;
    return known == null ? new InputBuffer(0) : known;
  }

  /// Puts bytes behind those that wait, that were read while another thread had the input.
  void appendEarly() {
    held = watch.takeBehind(held);
  }

  /// Keeps what is in `input` for later.
  void keep(Driver driver, InputBuffer input) {
    if (input.isEmpty()) {
      held = null;
    } else {
      held = input == driver.input() ? input.copy() : input;
    }
  }

  /// The driver goes on after all, with what was kept.
  void unkeep(Driver driver, InputBuffer input) {
    if (input == driver.input()) {
      held = null; // the driver's own buffer still has it
    }
  }

  void discard() {
    held = null;
  }

  /// Sends the responses that were collected; if the socket is full the loop sends the rest, and
  /// the input waits for it.
  ///
  /// @return whether all is sent
  boolean flushes(Driver driver) throws IOException {
    if (connection.writer().sendsHere(driver.batch(), null, null)) {
      return true;
    }
    io().hold();
    boolean _ = pipeline().waitsForQuiet();
    return false;
  }

  /// Leaves the input, and what the driver has collected, until every response is written.
  ///
  /// @return whether that is to be waited for; if not, every response is written already
  boolean waits(Driver driver, InputBuffer input) {
    keep(driver, input);
    pipeline().inherit(driver.batch());
    return pipeline().waitsForQuiet();
  }

  /// Takes the input back for the driver, as no response is to be waited for after all.
  void goOn(Driver driver, InputBuffer input) {
    io().giveBack();
    unkeep(driver, input);
  }

  /// Keeps a request back until fewer of those before it are in flight.
  ///
  /// @return whether it has to wait; if not, it is the driver's as before
  boolean postpones(Driver driver, PipelinedCarrier carrier, InputBuffer input, int fewerThan) {
    keep(driver, input);
    postponed = carrier;
    io().hold();
    if (pipeline().waitsForFewer(fewerThan)) {
      return true;
    }
    postponed = null;
    goOn(driver, input);
    return false;
  }

  /// The next request to go on with.
  void postponed(PipelinedCarrier carrier) {
    postponed = carrier;
  }

  @Nullable PipelinedCarrier takePostponed() {
    PipelinedCarrier waiting = postponed;
    postponed = null;
    return waiting;
  }

  /// Whether the next bytes are the body of a request that waits.
  boolean isOfPostponed() {
    return postponed != null && postponed.stream() != null;
  }

  /// The bytes that were read behind the head of a request which has the input, and are not taken.
  @Nullable InputBuffer unread(PipelinedCarrier carrier) {
    BodyStream body = carrier.stream();
    return body != null ? body.input() : held;
  }

  /// Takes the input back from the body of a request that has its response.
  ///
  /// @return whether it could be; a thread may still read, and read more than this body
  boolean isTakenBackFrom(BodyStream body) {
    if (!body.isFinished() && !body.retire()) {
      return false;
    }
    held = body.input().isEmpty() ? null : body.input();
    return true;
  }

  /// Whether the loop has something to go on with once it gets the input back.
  boolean hasMore() {
    return held != null || postponed != null || ended;
  }
}
