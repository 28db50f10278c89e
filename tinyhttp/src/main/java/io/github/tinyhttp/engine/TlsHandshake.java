package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.TlsTransport;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Brings a connection from its first byte to where its encrypted bytes can be read. A client that
/// is slow about it costs its connection, never the loop; one that says nothing not even an engine.
final class TlsHandshake implements Protocol {
  /// ```
  /// SILENT -> SHAKING             records come and go; arithmetic is done elsewhere, by
  ///                               whoever then holds the input
  ///           SHAKING -> (the next protocol)
  /// SILENT | SHAKING -> REFUSED   it has been told why, and is read until it has gone
  /// ```
  private enum State {
    SILENT,
    SHAKING,
    REFUSED
  }

  /// What a refused client may still send.
  private static final long MOST_IGNORED = 1 << 20;

  private final Connection io;
  private final TlsHandshakePlan opening;
  private State state = State.SILENT;
  private @Nullable TlsTransport tls;

  /// How the work has failed.
  private @Nullable IOException broken;

  private long ignored;
  private boolean draining;

  TlsHandshake(Connection io, TlsHandshakePlan opening) {
    this.io = io;
    this.opening = opening;
    io.deadline(Clock.after(Clock.now(), opening.patience().toNanos()));
  }

  @Override
  public void readable(Driver driver) {
    try {
      switch (state) {
        case SILENT -> begin(driver);
        case SHAKING -> goOn(driver);
        case REFUSED -> ignore(driver);
      }
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException e) {
      report(e);
      io.close();
    }
  }

  private void begin(Driver driver) throws IOException {
    ByteBuffer first = driver.io().clear();
    int count = io.read(first);
    if (count < 0) {
      io.close(); // it has only looked whether somebody listens
    } else if (count > 0) {
      first.flip();
      if (isText(first.get(0))) {
        boolean _ = io.write(opening.toPlainText().apply(first));
        throw new IOException("the client does not speak TLS");
      }
      state = State.SHAKING;
      tls = io.secure(first, opening.engines().get(), opening.buffers());
      goOn(driver);
    }
  }

  /// Methods begin with a capital letter; records of TLS never do.
  private static boolean isText(byte first) {
    return first >= 'A' && first <= 'Z';
  }

  private void goOn(Driver driver) throws IOException {
    TlsTransport transport = tls;
    if (transport == null) {
      return;
    }
    if (broken != null) {
      throw broken;
    }
    switch (transport.shake(driver.io())) {
      case INPUT -> {}
      case OUTPUT -> io.whenWritable();
      case NOTHING -> finish(driver);
      case WORK -> {
        io.hold();
        opening.workers().execute(() -> work(transport));
        driver.othersWork();
      }
    }
  }

  private void work(TlsTransport transport) {
    boolean waits = false;
    try {
      waits = transport.work();
    } catch (IOException e) {
      broken = e;
    } catch (RuntimeException | Error e) {
      Log.write(Level.DEBUG, "a handshake's work failed", e); // the next step meets it, too
    }
    io.release(!waits); // what was to be said has been said, so mostly the loop need not know
  }

  @Override
  public void writable(Driver driver) {
    if (state == State.SHAKING && io.isWatched()) {
      readable(driver);
    }
  }

  private void finish(Driver driver) {
    Protocol next = opening.next().apply(io);
    io.speak(next);
    if (io.hasInput()) {
      next.readable(driver); // the first request came with the end of the handshake
    }
    io.flush();
    if (draining && driver.isDriving()) {
      next.drain(driver);
    }
  }

  // ---- when it comes to nothing

  /// What was to be said is on its way; our side is shut down behind it, so that the client can
  /// read it before it meets a reset.
  private void fail(IOException cause) {
    if (state == State.REFUSED) {
      io.close();
      return;
    }
    report(cause);
    state = State.REFUSED;
    tls = null;
    if (cause instanceof EOFException) {
      io.close();
      return;
    }
    try {
      io.refuse();
      io.deadline(Clock.after(Clock.now(), opening.farewell().toNanos()));
    } catch (IOException _) {
      io.close();
    }
  }

  private void report(Exception cause) {
    Log.write(Level.DEBUG, "no TLS with " + io.ends().remote(), cause);
    opening.failed().accept(io, cause);
  }

  private void ignore(Driver driver) throws IOException {
    int count = io.read(driver.io().clear());
    ignored += Math.max(count, 0);
    if (count < 0 || ignored > MOST_IGNORED) {
      io.close();
    }
  }

  @Override
  public void expired(Driver driver, boolean watched) {
    if (state == State.SHAKING) {
      report(new SocketTimeoutException("the handshake took too long"));
    }
    io.close();
  }

  /// A handshake that has begun may be for a request that is as good as made.
  @Override
  public void drain(Driver driver) {
    draining = true;
    if (state == State.SILENT) {
      readable(driver);
    }
    if (state == State.SILENT || state == State.REFUSED) {
      io.close();
    }
  }

  @Override
  public void closed() {
    // there is nobody to tell: nothing has begun
  }
}
