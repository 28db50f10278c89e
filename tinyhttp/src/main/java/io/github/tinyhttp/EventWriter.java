package io.github.tinyhttp;

import io.github.tinyhttp.semantics.LiveContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/// Writes streams of events, one for each client: the only thread that writes to the client, while
/// the source, on a thread of its own, and whoever else sends only leave things to write.
///
/// @param heartbeat how long nothing may leave before a comment does; zero for no comments
record EventWriter(EventStream.Feed source, Duration heartbeat) implements Body.Writer {
  private record Live(EventStream stream) implements LiveContent {
    @Override
    public void end() {
      stream.close();
    }

    @Override
    public void probe() {
      stream.probe();
    }
  }

  @Override
  public void writeTo(OutputStream out) throws Exception {
    var stream = new EventStream();
    if (out instanceof LiveContent.Carrier carrier) {
      carrier.carries(new Live(stream));
    }
    try {
      out.flush(); // the head: now the client knows that it is connected
      stream.start(source);
      carry(stream, out);
    } finally {
      stream.lose(); // if it has not ended by itself
    }
    switch (stream.failure()) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IOException("the source of events failed", e);
    }
  }

  private void carry(EventStream stream, OutputStream out) throws IOException {
    try {
      for (Optional<byte[]> next = stream.take(heartbeat);
          next.isPresent();
          next = stream.take(heartbeat)) {
        out.write(next.get());
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while there was no event");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
