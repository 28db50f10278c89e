package io.github.tinyhttp.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A request body that the thread which works on the request reads from the socket. The request
/// holds the connection's input until it has its response.
final class BodyStream extends Incoming {
  private static final int BUFFER = 16 << 10;

  private final Http1Connection connection;
  private final PipelinedCarrier carrier;
  private final BodyDecoder decoder;
  private final InputBuffer input;
  private volatile MinimumRate pace;
  private boolean continueWanted;
  private boolean continueSent;
  private boolean touched;
  private @Nullable IOException failure;

  /// How much content was read. Written by the thread that reads, and read by those that watch.
  private long received;

  /// Nothing of it is left in the socket. Any thread may look.
  private volatile boolean complete;

  /// Held while a thread reads.
  private final ReentrantLock reading = new ReentrantLock();

  /// The request has its response.
  @GuardedBy("reading")
  private boolean retired;

  /// @param input what came behind the head
  /// @param continueWanted whether the client waits for `100 Continue`
  BodyStream(
      Http1Connection connection,
      PipelinedCarrier carrier,
      BodyDecoder decoder,
      InputBuffer input,
      boolean continueWanted) {
    this.connection = connection;
    this.carrier = carrier;
    this.decoder = decoder;
    this.input = input;
    this.continueWanted = continueWanted;
    this.pace = new MinimumRate(connection.http().dispatcher().deadlines().progress());
  }

  @Override
  public void request() {
    touched = true;
    if (continueWanted) {
      continueWanted = false;
      continueSent = true;
      try {
        carrier.sendContinue();
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /// Whether the client has been sent a `100 Continue`.
  boolean isContinued() {
    return continueSent;
  }

  boolean isFinished() {
    return decoder.isFinished();
  }

  /// Whether nothing of it will be read from the socket any more; for any thread.
  boolean isComplete() {
    return complete;
  }

  @Override
  public long received() {
    return received;
  }

  @Override
  public @Nullable IOException failure() {
    return failure instanceof InterruptedIOException ? null : failure;
  }

  /// From now on no thread reads the body: what is left belongs to the connection.
  ///
  /// @return false if a thread is about to read right now, and may stop anywhere
  boolean retire() {
    if (!reading.tryLock()) {
      return false;
    }
    try {
      retired = true;
      return true;
    } finally {
      reading.unlock();
    }
  }

  /// Whether the next request cannot be found behind this body, once its own request has its
  /// response.
  ///
  /// @param streamed whether the response is made while it is sent, perhaps of this very body
  boolean endsConnection(boolean streamed) {
    if (isFinished()) {
      return false;
    }
    // The client may or may not send a body it was not asked for, so what comes next
    // could be that body or a request; and a body too long to be skipped is not waited for.
    boolean beingRead = !streamed && !retire();
    boolean tooLong = decoder instanceof SizedBody sized && sized.unframed() > SkipPhase.MOST;
    return beingRead || failure != null || continueWanted || tooLong && !(touched && streamed);
  }

  BodyDecoder decoder() {
    return decoder;
  }

  /// What was read from the socket and not decoded.
  InputBuffer input() {
    return input;
  }

  @Override
  public void readTimeout(long nanos) {
    pace(MinimumRate.none(nanos));
  }

  /// Waits for the client in that way from now on.
  void pace(MinimumRate rate) {
    pace = rate;
  }

  @Override
  protected void grew(int bytes) {
    connection.io().grew(bytes);
  }

  @Override
  protected long buffered() {
    return input.capacity();
  }

  @Override
  public boolean isWhole() {
    return false;
  }

  @Override
  public Headers trailers() {
    return decoder.isFinished() ? decoder.trailers() : Headers.empty();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    reading.lock();
    try {
      if (retired) {
        throw new IOException("the request has been responded to, its body is gone");
      }
      return readUnlessFailed(into, offset, length);
    } finally {
      reading.unlock();
    }
  }

  private int readUnlessFailed(byte[] into, int offset, int length) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      int count = readSome(into, offset, length);
      received += Math.max(0, count);
      if (decoder.isFinished() && !complete) {
        complete = true;
        connection.watch().bodyRead();
      }
      return count;
    } catch (PeerFault e) {
      throw failed(e.rule());
    } catch (SocketTimeoutException e) {
      throw failed(Rule.BODY_LATE);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int readSome(byte[] into, int offset, int length) throws IOException, PeerFault {
    while (true) {
      int count = decoder.decode(input, into, offset, length);
      if (count > 0) {
        return count;
      }
      if (decoder.isFinished()) {
        return -1;
      }
      long unframed = decoder.unframed();
      if (input.isEmpty() && length >= BUFFER && unframed > 0) {
        int most = (int) Math.min(length, unframed);
        int direct = fill(ByteBuffer.wrap(into, offset, most));
        decoder.took(direct);
        return direct;
      }
      var buffer = ByteBuffer.allocate(BUFFER);
      fill(buffer);
      input.append(buffer.flip());
    }
  }

  /// Reads at least one byte from the socket.
  private int fill(ByteBuffer into) throws IOException, PeerFault {
    boolean inTime = true;
    while (true) {
      connection.io().slowDown();
      int count = connection.io().readMessages(into);
      if (count > 0) {
        pace.moved(count);
        return count;
      }
      if (count < 0) {
        throw new PeerFault(Rule.BODY_CUT);
      }
      long start = Clock.now();
      long patience = pace.patience();
      if (patience <= 0 || !inTime) {
        throw new SocketTimeoutException();
      }
      inTime = connection.io().awaitReadable(patience);
      pace.waited(Clock.now() - start);
    }
  }

  private HttpException failed(Rule rule) {
    var exception = new HttpException(rule.status().code(), rule.message());
    failure = exception;
    connection.http().tellRefused(connection.io(), rule, carrier.request());
    return exception;
  }

  @Override
  public int available() {
    return decoder.unframed() > 0 ? (int) Math.min(input.size(), decoder.unframed()) : 0;
  }
}
