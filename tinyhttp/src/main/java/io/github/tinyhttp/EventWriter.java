package io.github.tinyhttp;

import io.github.tinyhttp.content.EndlessScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/// Writes a stream of events to one client. Only the thread in [#writeTo(OutputStream)] writes to
/// the client; the feed, on a thread of its own, and other threads that send leave their events in
/// the stream.
final class EventWriter implements Body.EndlessWriter {
  private final EventStream.Feed feed;
  private final Duration heartbeat;
  private final EventStream stream = new EventStream();

  /// @param heartbeat the time without bytes after which a comment is sent; zero for no comments
  EventWriter(EventStream.Feed feed, Duration heartbeat) {
    this.feed = feed;
    this.heartbeat = heartbeat;
  }

  @Override
  public void writeTo(OutputStream out) throws Exception {
    EndlessScope.write(new EndlessContent(this), () -> write(out));
  }

  private void write(OutputStream out) throws Exception {
    try {
      out.flush(); // the head: now the client knows that it is connected
      stream.start(feed);
      carry(out);
    } finally {
      stream.lose(); // if it has not ended by itself
    }
    switch (stream.failure()) {
      case null -> {}
      case Exception e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IOException("the feed of events failed", e);
    }
  }

  private void carry(OutputStream out) throws IOException {
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = carryNext(out); // while it waits, no frame of the stack holds what was sent before
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("interrupted while there was no event");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /// @return whether there was something to send
  private boolean carryNext(OutputStream out) throws IOException, InterruptedException {
    Optional<byte[]> next = stream.take(heartbeat);
    if (next.isPresent()) {
      out.write(next.get());
      out.flush();
    }
    return next.isPresent();
  }

  @Override
  public void end() {
    stream.close();
  }

  @Override
  public void probe() {
    stream.probe();
  }
}
