package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes the responses of one connection, in the order of its requests: the only place where a
/// response becomes bytes of HTTP/1.
///
/// A thread that gives the first response in line becomes the *writer*, and also writes those that
/// are ready behind it. Other threads do not wait: a response out of turn is kept. A writer that
/// finds the socket full leaves fixed content to the loop, so only a thread that pumps content ever
/// blocks here.
final class ResponseWriter implements WriteBatch.Target {
  /// Responses that are ready are collected up to this size.
  static final int ENOUGH = 64 << 10;

  private final Http1Connection connection;
  private final Pipeline pipeline = new Pipeline();

  /// What the loop has been left to write; null if nothing. Of the writer.
  private @Nullable UnsentBytes unsent;

  /// Whether the connection ends when the loop has written what it was left. Of the writer.
  private boolean closeWhenSent;

  /// The content that is pumped, if it goes on until it is ended.
  private volatile Body.@Nullable EndlessWriter endless;

  ResponseWriter(Http1Connection connection) {
    this.connection = connection;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Dispatcher dispatcher() {
    return connection.http().dispatcher();
  }

  SocketWriter socket() {
    return new SocketWriter(connection.io(), dispatcher().deadlines().progress());
  }

  // ---- encoding

  /// Puts a response whose content is in memory into a batch.
  ///
  /// @return content that is too large to be copied behind its head; null if there is none
  @Nullable ByteBuffer encode(
      WriteBatch batch, PipelinedCarrier carrier, ResponseFraming framing, long now) {
    return connection
        .http()
        .encoder()
        .encode(batch, carrier.head(), carrier.request(), framing, now);
  }

  /// How a response with content in memory is framed.
  ResponseFraming framing(PipelinedCarrier carrier) {
    return framing(carrier, ResponseFraming.Length.KNOWN);
  }

  private ResponseFraming framing(PipelinedCarrier carrier, ResponseFraming.Length length) {
    BodyStream body = carrier.stream();
    Response response = carrier.response();
    boolean closing =
        dispatcher().isDraining() && pipeline.isLast(carrier)
            || body != null && body.endsConnection(ContentPump.isFor(response.body()));
    return ResponseFraming.of(carrier.head(), response, length, closing);
  }

  // ---- a driver that responds inline

  @Override
  public void handedOver(WriteBatch batch) {
    batch.flushSome(connection.io());
  }

  /// Sends what the driver has collected, and something behind it.
  ///
  /// @param lastOne the request after which the connection closes
  /// @return whether all is sent and the driver may go on
  boolean sendsHere(
      WriteBatch batch, @Nullable ByteBuffer behind, @Nullable PipelinedCarrier lastOne)
      throws IOException {
    ByteBuffer rest = batch.flush(connection.io());
    if (rest == null && (behind == null || connection.io().write(behind))) {
      tellSent();
      if (lastOne != null) {
        close(lastOne);
      }
      return lastOne == null;
    }
    pipeline.loopWrites();
    closeWhenSent = lastOne != null;
    leaveToLoop(Stream.of(rest, behind).filter(Objects::nonNull).toList());
    return false;
  }

  /// The operating system has every response that is encoded.
  private void tellSent() {
    for (PipelinedCarrier one = pipeline.takeSent(); one != null; one = Pipeline.unlinked(one)) {
      one.request().sent();
    }
  }

  // ---- any thread

  /// A request has its response. If it is its turn, this thread writes it now: when this returns,
  /// the operating system has what the socket takes of it.
  void send(PipelinedCarrier carrier) {
    if (makesWriter(carrier)) {
      write(carrier);
    }
  }

  /// As [#send], but the thread may leave content in memory to the loop.
  void sendSoon(PipelinedCarrier carrier) {
    if (makesWriter(carrier)) {
      boolean pumps = ContentPump.isFor(carrier.response().body());
      if (!pumps && dispatcher().leavesWritesToLoop()) {
        connection.io().loop().run(_ -> write(carrier));
      } else {
        write(carrier);
      }
    }
  }

  private boolean makesWriter(PipelinedCarrier carrier) {
    WriteTurn turn = pipeline.ready(carrier);
    if (turn == WriteTurn.LOST) {
      carrier.request().cut(new IOException("the client is gone"));
    } else if (turn == WriteTurn.KEPT) {
      connection.io().grew(carrier.contentBytes());
    }
    return turn == WriteTurn.WRITE;
  }

  /// Writes what is ready, in order. The caller is the writer.
  ///
  /// @param own the request whose content may be pumped on this thread
  private void write(@Nullable PipelinedCarrier own) {
    try {
      var batch = new WriteBatch(512);
      batch.put(pipeline.takePrefix());
      while (true) {
        PipelinedCarrier carrier = pipeline.firstReady();
        if (carrier == null) {
          if (!isSent(batch, null) || hasStopped()) {
            return;
          }
        } else if (ContentPump.isFor(carrier.response().body())) {
          if (carrier != own) {
            pipeline.prefix(batch.take());
            dispatcher()
                .start("tinyhttp-response", () -> write(carrier), carrier.request()::breakOff);
            return;
          }
          pump(carrier, batch);
          if (pipeline.isOver()) {
            return;
          }
        } else if (!goesOnAfter(carrier, batch)) {
          return;
        }
      }
    } catch (IOException e) {
      fail(e);
    } catch (Throwable e) {
      connection.io().abort(); // before anything that takes memory
      fail(new IOException("a response failed", e));
      Log.write(Level.ERROR, "a response failed", e); // the application's trailers, or no memory
    }
  }

  /// Stops being the writer, unless another response has become ready.
  ///
  /// @return whether the caller has stopped
  private boolean hasStopped() {
    WriterStop stop = pipeline.stopWriting();
    switch (stop) {
      case QUIET -> connection.becameQuiet();
      case ROOM -> connection.io().resumeOnLoop();
      case STOPPED -> connection.stoppedWriting();
      case MORE -> {}
    }
    return stop != WriterStop.MORE;
  }

  /// Writes a response whose content is in memory.
  ///
  /// @return whether the caller is still the writer
  private boolean goesOnAfter(PipelinedCarrier carrier, WriteBatch batch) throws IOException {
    ResponseFraming framing = framing(carrier);
    ByteBuffer large = encode(batch, carrier, framing, Clock.now());
    pipeline.encoded(carrier);
    closeWhenSent = framing.closes();
    if (framing.closes()) {
      if (isSent(batch, large)) {
        close(carrier);
      }
      return false;
    }
    connection.skipUnread(carrier);
    return large == null && batch.size() < ENOUGH || isSent(batch, large);
  }

  /// Writes what is collected, and something behind it.
  ///
  /// @return whether all of it is with the operating system; if not, the loop writes the rest, the
  ///   caller is no longer the writer, and the batch is the loop's
  boolean isSent(WriteBatch batch, @Nullable ByteBuffer behind) throws IOException {
    ByteBuffer collected = batch.lend();
    if (connection.io().write(collected) && (behind == null || connection.io().write(behind))) {
      tellSent();
      return true;
    }
    leaveToLoop(behind == null ? List.of(collected) : List.of(collected, behind));
    return false;
  }

  private void leaveToLoop(List<ByteBuffer> buffers) {
    var rest = new UnsentBytes(connection.io(), buffers, socket().rate());
    unsent = rest;
    connection.io().grew(rest.size());
    rest.await();
  }

  /// The socket takes bytes again. On the driver.
  void writable() {
    UnsentBytes rest = unsent;
    if (rest == null) {
      return;
    }
    try {
      if (!rest.goOn()) {
        return;
      }
      unsent = null;
      tellSent();
      if (closeWhenSent) {
        close(null);
      } else {
        write(null);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  // ---- content that is pumped

  /// Sends one response whose content is read or made while it is sent. A source that fails cuts
  /// the connection, as the client must see that it has not got the whole; if nothing has left yet,
  /// the client gets another response instead.
  private void pump(PipelinedCarrier carrier, WriteBatch batch) throws IOException {
    if (!batch.isEmpty()) {
      socket()
          .writeFully(ByteBuffer.wrap(batch.take())); // what is in the batch later is this one's
      tellSent();
    }
    new PipelinedResponse(this, carrier, batch).send();
  }

  /// Puts the head of a response whose content follows into a batch.
  ResponseBodyStream open(PipelinedCarrier carrier, WriteBatch batch, OptionalLong length) {
    ResponseFraming framing =
        framing(
            carrier,
            length.isPresent() ? ResponseFraming.Length.KNOWN : ResponseFraming.Length.UNKNOWN);
    long announced = length.orElse(0);
    connection
        .http()
        .encoder()
        .putHead(batch, carrier.head(), carrier.request(), framing, announced, Clock.now());
    return new ResponseBodyStream(this, carrier, framing, announced, batch);
  }

  /// A response with all of its content is with the operating system. For its writer.
  ///
  /// @param closes whether the connection ends with it
  void ended(PipelinedCarrier carrier, boolean closes) {
    pipeline.encoded(carrier);
    tellSent();
    if (closes) {
      close(carrier);
    } else {
      connection.skipUnread(carrier);
    }
  }

  /// Lends the way for content that the calling thread writes, whose turn it is. It is the writer
  /// until the content ends.
  Outgoing begin(PipelinedCarrier carrier) throws IOException {
    try {
      if (pipeline.ready(carrier) == WriteTurn.LOST) {
        throw new IOException("the client is gone");
      }
      socket().writeFully(ByteBuffer.wrap(pipeline.takePrefix()));
      tellSent();
      Body body = carrier.response().body();
      ResponseBodyStream stream = open(carrier, new WriteBatch(512), body.length());
      carrier.outgoing(stream);
      return stream;
    } catch (Throwable e) {
      breakOff(e);
      throw e;
    }
  }

  /// Content that the application wrote on a thread of its own has ended.
  void ownEnded(PipelinedCarrier carrier, boolean closes) {
    ended(carrier, closes);
    if (!pipeline.isOver() && !hasStopped()) {
      write(null);
    }
  }

  /// The content that is pumped goes on until it is ended, or null if it does not. For the writer.
  void endless(Body.@Nullable EndlessWriter content) {
    endless = content;
  }

  // ---- before the response

  /// Writes something that changes nothing, so that a client that is gone responds with a reset.
  void probe() {
    Body.EndlessWriter content = endless;
    if (content != null) {
      dispatcher().endless().probe(content);
    } else {
      new InterimWriter(this).probe();
    }
  }

  /// An interim response has left.
  void interimSent() {
    tellSent();
    if (!hasStopped()) {
      write(null); // another thread has given the response meanwhile
    }
  }

  // ---- the end

  /// The last response is written. What else was asked for gets none.
  private void close(@Nullable PipelinedCarrier carrier) {
    pipeline.complete();
    Lost.all(pipeline, () -> new IOException("the connection was closed by an earlier response"));
    connection.end().closeGently(carrier);
  }

  /// A thread cannot write what only it can write, so no response behind that could follow.
  void breakOff(Throwable cause) {
    if (!pipeline.isOver()) { // else the last response may be on its way to a client that reads it
      fail(cause instanceof IOException io ? io : new IOException("a response failed", cause));
    }
  }

  /// The socket failed, or the content of a response did: nothing more can be said on this
  /// connection.
  void fail(IOException cause) {
    Lost.all(pipeline, () -> cause);
    connection.io().abort();
  }

  /// Adds what requests and responses hold in memory. For the driver.
  void tally(MemoryTally tally) {
    pipeline.tally(tally);
    UnsentBytes rest = unsent;
    if (rest != null) {
      rest.tally(tally);
    }
  }

  @Override
  public String toString() {
    return pipeline + (unsent != null ? ", the loop sends" : "");
  }
}
