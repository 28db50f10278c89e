package io.github.tinyhttp.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks out for a client to leave while its request is being worked on, for requests that ask.
///
/// The loop reads on while another thread has the input, as long as that thread is not reading, and
/// keeps what it reads. A reset shows at once. An end may mean that the client is gone, or only
/// that it has sent all it wanted to: a peer that closes its socket and a peer that shuts down one
/// side of it look the same from here. They differ only when the server writes, because a closed
/// socket responds with a reset. So a client that has ended is sent a `100 Continue` now and then,
/// which those who still read pass over (RFC 9110 §15.2.1).
///
/// All is the loop's, but for [#begin], [#bodyRead()] and [#end]. A read ahead holds the monitor,
/// so that none goes on when the connection leaves HTTP.
final class DisconnectProbe implements ClientWatch {
  /// The most bytes that are read ahead; a client that sends more is no longer watched.
  private static final int MOST_EARLY = 64 << 10;

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(15);

  private final Connection io;
  private final ResponseWriter writer;

  /// Bytes that were read while another thread had the input.
  private InputBuffer early = new InputBuffer(0);

  /// The connection has left HTTP: the thread that took it reads.
  @GuardedBy("this")
  private boolean over;

  private boolean ended;
  private long nextProbe = Clock.NEVER;
  private long pause = FIRST_PAUSE;

  DisconnectProbe(Connection io, ResponseWriter writer) {
    this.io = io;
    this.writer = writer;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void begin(HeldInput input) {
    io.loop()
        .run(
            _ -> {
              if (input.hasEnded()) {
                clientEnded();
              }
            });
    io.enableReadAhead();
  }

  @Override
  public void bodyRead() {
    io.enableReadAhead();
  }

  @Override
  public synchronized boolean readsOn(Driver driver) throws IOException {
    PipelinedCarrier first = writer.pipeline().first();
    if (over || ended || first == null || !first.leavesInputAlone()) {
      return false;
    }
    ByteBuffer buffer = driver.io().clear();
    int count = io.readMessages(buffer);
    if (count < 0) {
      clientEnded();
      return false; // an end can be read again and again
    }
    early.append(buffer.flip());
    return early.size() < MOST_EARLY;
  }

  @Override
  public @Nullable InputBuffer takeBehind(@Nullable InputBuffer held) {
    InputBuffer taken = early;
    if (taken.isEmpty()) {
      return held;
    }
    early = new InputBuffer(0);
    if (held == null) {
      return taken;
    }
    held.append(ByteBuffer.wrap(taken.bytes, taken.start, taken.size()));
    return held;
  }

  @Override
  public synchronized @Nullable InputBuffer end(@Nullable InputBuffer held) {
    over = true;
    return takeBehind(held);
  }

  @Override
  public boolean hasEarly() {
    return !early.isEmpty();
  }

  @Override
  public int heldBytes() {
    return early.capacity();
  }

  @Override
  public void clientEnded() {
    if (!ended) {
      ended = true;
      probe();
    }
  }

  @Override
  public long nextProbe() {
    return nextProbe;
  }

  @Override
  public void probeIfDue(long now) {
    if (now >= nextProbe) {
      probe();
    }
  }

  private void probe() {
    if (writer.pipeline().isQuiet()) {
      nextProbe = Clock.NEVER;
      return;
    }
    nextProbe = Clock.after(Clock.now(), pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    io.deadline(nextProbe);
    writer.probe();
  }
}
