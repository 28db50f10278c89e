package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.PlainTransport;
import io.github.tinyhttp.wire.TlsTransport;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The protocol of a connection until its TLS handshake is complete. The arithmetic runs on worker
/// threads, so a slow handshake does not hold up the loop. A client that sends nothing does not
/// even cost an SSLEngine.
final class TlsHandshake implements Protocol {
  /// ```
  /// SILENT -> SHAKING -> (the next protocol)
  /// SILENT | SHAKING  -> REFUSED
  /// ```
  private enum State {
    /// The client has sent nothing.
    SILENT,
    /// Records go back and forth. While a worker thread runs tasks, it holds the input.
    SHAKING,
    /// The handshake has failed, the alert is sent, and bytes are ignored until the client's end.
    REFUSED
  }

  /// How many bytes a refused client may still send.
  private static final long MAX_IGNORED = 1 << 20;

  private final Connection io;
  private final TlsHandshakePlan plan;
  private State state = State.SILENT;
  private @Nullable TlsTransport tls;

  /// The failure of the tasks on a worker thread; null if they have not failed.
  private @Nullable IOException broken;

  /// When the connection began, or a refused client was last heard of.
  private long since = Clock.now();

  private long ignored;

  /// How long a client that has begun nothing may still do so while the server is being shut down;
  /// [Clock#NEVER] if it is not.
  private long drainUntil = Clock.NEVER;

  TlsHandshake(Connection io, TlsHandshakePlan plan) {
    this.io = io;
    this.plan = plan;
    io.deadline(Clock.after(Clock.now(), plan.patience().toNanos()));
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
      io.close(); // a port scanner, or a health check
    } else if (count > 0) {
      first.flip();
      if (isText(first.get(0))) {
        boolean _ = io.write(plan.toPlainText().apply(first));
        throw new IOException("the client does not speak TLS");
      }
      state = State.SHAKING;
      var transport = new TlsTransport(io.socket(), first, plan.engines().get(), plan.buffers());
      tls = transport;
      io.transport(io.socket().around(transport));
      goOn(driver);
    }
  }

  /// Requests of text protocols begin with a capital letter; TLS records never do.
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
    switch (transport.advanceHandshake(driver.io())) {
      case INPUT -> {}
      case OUTPUT -> io.whenWritable();
      case NOTHING -> finish(driver);
      case TASKS -> {
        io.hold();
        plan.workers().execute(() -> runTasks(transport));
        driver.yieldBeforePoll();
      }
    }
  }

  private void runTasks(TlsTransport transport) {
    boolean waits = false;
    try {
      waits = transport.runTasks();
    } catch (IOException e) {
      broken = e;
    } catch (RuntimeException e) {
      Log.write(Level.DEBUG, "a task of a TLS handshake failed", e); // the next step fails, too
    } catch (Throwable e) { // of a key manager of the application's: the engine does not know
      broken = new IOException("a task of the handshake failed", e);
    }
    if (waits) {
      io.giveBackFromAnyThread(); // the records are sent: the loop waits for the client's
    } else {
      io.resumeOnLoop();
    }
  }

  @Override
  public void writable(Driver driver) {
    if (state == State.SHAKING && io.isHeldByLoop()) {
      readable(driver);
    }
  }

  private void finish(Driver driver) {
    Protocol next = plan.next().apply(io);
    io.speak(next);
    io.readLeftInput(driver); // the first request may have come with the end of the handshake
    io.flush();
    if (drainUntil != Clock.NEVER && driver.isDriving()) {
      next.drain(driver, drainUntil);
    }
  }

  // ---- when the handshake fails

  /// Ends this side behind the alert, which has been sent, so that the client can read it before it
  /// gets a reset.
  private void fail(IOException cause) {
    if (state == State.REFUSED) {
      io.close();
      return;
    }
    report(cause);
    state = State.REFUSED;
    since = Clock.now();
    tls = null;
    if (cause instanceof EOFException) {
      io.close();
      return;
    }
    try {
      io.transport(new PlainTransport(io.socket())); // what still arrives is not decrypted
      io.shutdownOutput();
      io.deadline(Clock.after(Clock.now(), plan.farewell().toNanos()));
    } catch (IOException _) {
      io.close();
    }
  }

  private void report(Exception cause) {
    Log.write(Level.DEBUG, "no TLS handshake with " + io.remote(), cause);
    plan.failed().accept(io, cause);
  }

  private void ignore(Driver driver) throws IOException {
    int count = io.read(driver.io().clear());
    ignored += Math.max(count, 0);
    since = count > 0 ? Clock.now() : since;
    if (count < 0 || ignored > MAX_IGNORED) {
      io.close();
    }
  }

  @Override
  public void expired(Driver driver, long now) {
    if (!io.isHeldByLoop()) {
      io.deadline(now); // a worker thread is at it: the client is not what is late
      return;
    }
    if (state == State.SHAKING) {
      report(new SocketTimeoutException("the handshake took too long"));
    }
    io.close();
  }

  /// A handshake that has begun may go on, as a request may follow it that the client has decided
  /// on before the shutdown.
  @Override
  public void drain(Driver driver, long until) {
    drainUntil = until;
    if (state == State.SILENT) {
      readable(driver);
    }
    switch (state) {
      case SILENT -> io.deadline(until);
      case SHAKING -> {}
      case REFUSED -> io.close();
    }
  }

  @Override
  public long idleSince() {
    return state == State.SHAKING ? Clock.NEVER : since;
  }

  @Override
  public String name() {
    return "TLS";
  }

  @Override
  public void closed() {
    // no request has begun that would have to be ended
  }
}
