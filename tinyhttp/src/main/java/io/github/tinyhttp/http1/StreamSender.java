package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.semantics.FileChangedException;
import io.github.tinyhttp.semantics.LiveContent;
import io.github.tinyhttp.semantics.RepresentationSelector;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.MinimumRate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Sends one answer whose content is read or made while it is sent, on a thread that may block.
///
/// A source that fails cuts the connection: the client must see that it has not got the whole. If
/// nothing has left yet, it gets a 500 instead.
final class StreamSender {
  private static final int COPY_BUFFER = 16 << 10;

  private final Answers answers;
  private final Exchange exchange;
  private final WriteBatch out;
  private int attempts;

  /// The content, if it goes on until somebody ends it.
  private @Nullable LiveContent live;

  /// @param out holds what has to leave before the answer
  StreamSender(Answers answers, Exchange exchange, WriteBatch out) {
    this.answers = answers;
    this.exchange = exchange;
    this.out = out;
  }

  /// Sends the answer.
  ///
  /// @return what it was framed like
  /// @throws IOException if the connection is of no use any more
  ResponseFraming send(HeadWriter heads) throws IOException {
    if (!out.isEmpty()) {
      answers
          .socket()
          .writeFully(ByteBuffer.wrap(out.take())); // so that what is in `out` is this answer's
    }
    return switch (exchange.response().body()) {
      case Body.Part part -> part(heads, part);
      case Body.Stream(InputStream source, OptionalLong length) -> {
        try (source) {
          yield send(heads, length, stream -> copy(source, length, stream));
        }
      }
      case Body.Written(Body.Writer writer) -> send(heads, OptionalLong.empty(), writer::writeTo);
      case Body.Bytes(byte[] bytes) ->
          send(heads, OptionalLong.of(bytes.length), stream -> stream.write(bytes));
      case Body.Empty _ -> send(heads, OptionalLong.of(0), _ -> {});
      case Body.OfFile _, Body.OfSource _ -> throw new IllegalStateException("not selected");
    };
  }

  private ResponseFraming part(HeadWriter heads, Body.Part part) throws IOException {
    return send(
        heads,
        OptionalLong.of(part.count()),
        stream -> {
          try (ReadableByteChannel source = part.source().open(part.start())) {
            copy(source, part, stream);
          }
        });
  }

  /// What was selected is no longer there: something else is.
  private ResponseFraming anew(HeadWriter heads, FileChangedException cause) throws IOException {
    if (++attempts == RepresentationSelector.MOST_ATTEMPTS) {
      return refuse(heads, cause);
    }
    answers.selectAgain(exchange);
    return send(heads);
  }

  /// Puts content into the stream of an answer.
  private interface Source {
    void putInto(ResponseBodyStream stream) throws Exception;
  }

  private ResponseFraming send(HeadWriter heads, OptionalLong length, Source source)
      throws IOException {
    Response response = exchange.response();
    ResponseFraming plan = answers.plan(exchange, length);
    heads.write(out, exchange.head(), response, plan, Clock.now());
    var stream = new ResponseBodyStream(answers.socket(), plan, out, this::carries);
    try {
      if (plan.content()) {
        exchange.answerStream(stream);
        source.putInto(stream);
      }
      stream.finish(response);
    } catch (Exception | Error e) {
      if (stream.hasSent()) {
        throw cut(stream, e);
      }
      out.take();
      return e instanceof FileChangedException changed ? anew(heads, changed) : refuse(heads, e);
    } finally {
      if (live != null) {
        answers.carriesNoMore(live);
      }
    }
    return plan;
  }

  private void carries(LiveContent content) {
    live = content;
    answers.carries(exchange, content);
  }

  /// The source failed, or the client did, and part of the answer may have left.
  private IOException cut(ResponseBodyStream stream, Throwable cause) {
    if (!stream.isLost() && !answers.socket().io().isClosed() && Http1.faultIn(cause) == null) {
      answers.failed(exchange, cause);
    }
    return cut(cause);
  }

  private IOException cut(Throwable cause) {
    answers.cut(exchange, cause);
    return cause instanceof IOException io ? io : new IOException("the answer failed", cause);
  }

  /// The source failed before anything has left.
  private ResponseFraming refuse(HeadWriter heads, Throwable cause) throws IOException {
    if (answers.socket().io().isClosed()) {
      throw cut(cause);
    }
    exchange.response(refusal(cause).withConnectionClose());
    byte[] text = exchange.response().body().bytesIfPresent().orElseThrow();
    ResponseFraming plan = answers.plan(exchange, OptionalLong.of(text.length));
    heads.write(out, exchange.head(), exchange.response(), plan, Clock.now());
    if (plan.content()) {
      out.put(text);
    }
    answers.socket().writeFully(ByteBuffer.wrap(out.take()));
    return plan;
  }

  private Response refusal(Throwable cause) {
    HttpException fault = Http1.faultIn(cause);
    if (fault != null) {
      return fault.response(); // as if the handler had thrown it
    }
    answers.failed(exchange, cause);
    return FaultReply.internalError();
  }

  private void copy(ReadableByteChannel source, Body.Part part, ResponseBodyStream stream)
      throws IOException {
    if (source instanceof FileChannel file) {
      copy(file, part, stream);
    } else {
      copy(Channels.newInputStream(source), OptionalLong.of(part.count()), stream);
    }
  }

  private void copy(FileChannel file, Body.Part part, ResponseBodyStream stream)
      throws IOException {
    stream.flush();
    MinimumRate pace = answers.socket().pace();
    long start = file.position();
    long end = start + part.count();
    for (long position = start; position < end; ) {
      long moved = move(file, position, end - position, pace, stream);
      if (moved <= 0 && position >= file.size()) {
        throw new IOException("the file has become shorter while it was sent");
      }
      position += moved;
      pace.moved(moved);
      stream.passed(moved);
    }
  }

  /// Moves what the socket takes of a file, or waits until it takes any.
  private long move(
      FileChannel file, long position, long count, MinimumRate pace, ResponseBodyStream stream)
      throws IOException {
    try {
      long moved = answers.socket().io().write(file, position, count);
      if (moved <= 0 && position < file.size()) {
        answers.socket().awaitWritable(pace);
      }
      return moved;
    } catch (IOException e) {
      stream.lose(); // hardly the file
      throw e;
    }
  }

  private static void copy(InputStream source, OptionalLong length, ResponseBodyStream stream)
      throws IOException {
    byte[] buffer = new byte[COPY_BUFFER];
    long left = length.orElse(Long.MAX_VALUE);
    while (left > 0) {
      int count = source.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (count < 0) {
        return;
      }
      stream.write(buffer, 0, count);
      left -= count;
      if (length.isEmpty() && source.available() == 0) {
        stream.flush(); // a slow source: what it gave is not kept back
      }
    }
  }
}
