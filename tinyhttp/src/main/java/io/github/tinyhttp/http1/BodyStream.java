package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.content.BlockInputStream;
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

/// A request body that is read from the socket by whoever works on the request. It holds the
/// connection's input until the request is answered.
final class BodyStream extends BlockInputStream {
  private static final int BUFFER = 16 << 10;

  private final Http1Connection connection;
  private final Exchange exchange;
  private final BodyDecoder decoder;
  private final InputBuffer input;
  private final MinimumRate pace;
  private boolean continueWanted;
  private boolean touched;
  private @Nullable IOException failure;

  /// Nothing of it is left in the socket. Any thread may look.
  private volatile boolean complete;

  /// Held while a thread reads.
  private final ReentrantLock reading = new ReentrantLock();

  /// The request is answered; guarded by `reading`.
  private boolean retired;

  /// @param input what came behind the head
  /// @param continueWanted whether the client waits for `100 Continue`
  BodyStream(
      Http1Connection connection,
      Exchange exchange,
      BodyDecoder decoder,
      InputBuffer input,
      boolean continueWanted) {
    this.connection = connection;
    this.exchange = exchange;
    this.decoder = decoder;
    this.input = input;
    this.continueWanted = continueWanted;
    this.pace = new MinimumRate(connection.http().deadlines().progress());
  }

  /// Somebody wants the body: lets the client send it (RFC 9110 §10.1.1).
  void ask() {
    touched = true;
    if (continueWanted) {
      continueWanted = false;
      try {
        exchange.sayContinue();
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  boolean isFinished() {
    return decoder.isFinished();
  }

  /// Whether nothing of it will be read from the socket any more; for any thread.
  boolean isComplete() {
    return complete;
  }

  /// Whether `cause` is what broke the body off: the connection was lost under it.
  boolean hasFailedBy(Throwable cause) {
    return cause.equals(failure) && !(cause instanceof InterruptedIOException);
  }

  /// Nothing is read any more: what is left belongs to the connection.
  ///
  /// @return false if a thread is about to read right now, so that nobody knows where it will stop
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

  /// Whether the next request cannot be found behind this body, once its own request is answered.
  ///
  /// @param streamed whether the answer is made while it is sent, perhaps of this very body
  boolean endsConnection(boolean streamed) {
    if (isFinished()) {
      return false;
    }
    // Nobody knows whether the client will send a body it was not asked for, so what comes next
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

  Headers trailers() {
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
        throw new IOException("the request has been answered, its body is gone");
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
      if (decoder.isFinished() && !complete) {
        complete = true;
        connection.bodyRead();
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
    while (true) {
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
      if (patience <= 0) {
        throw new SocketTimeoutException();
      }
      connection.io().awaitReadable(patience);
      pace.waited(Clock.now() - start);
    }
  }

  private HttpException failed(Rule rule) {
    var exception = new HttpException(rule.status().code(), rule.message());
    failure = exception;
    connection.http().events().refused(connection.io(), rule);
    return exception;
  }

  @Override
  public int available() {
    return decoder.unframed() > 0 ? (int) Math.min(input.size(), decoder.unframed()) : 0;
  }
}
