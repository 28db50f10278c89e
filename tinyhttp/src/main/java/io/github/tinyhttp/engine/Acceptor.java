package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.Log;
import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Accepts connections from one listening socket. No error ends that: an acceptor pauses when
/// enough connections are open, or when the process has no descriptors left. It goes on as soon as
/// an idle connection has given way, or any other one has ended.
final class Acceptor extends Pollable {
  private static final int MAX_AT_ONCE = 64;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /// After how many errors in a row the acceptor pauses. On Linux, accept(2) fails for a connection
  /// whose network or client has failed meanwhile, which it takes out of the backlog: the next one
  /// may be sound. Where descriptors or memory are missing, the next attempts fail, too. Java tells
  /// the two apart only by a text in the language of the system.
  private static final int MOST_ERRORS = 16;

  private final Engine engine;
  private final ListeningSocket listener;
  private final Function<Connection, Protocol> begin;

  /// Whether the last attempt to accept has failed, or there were as many connections as there may
  /// be, and that was told.
  private boolean failing;

  /// Why it has failed; null if it has not, or there were enough connections.
  private @Nullable Throwable failure;

  /// How many attempts in a row have failed.
  private int errors;

  /// When to accept again; [Clock#NEVER] while the acceptor does not pause.
  private volatile long resumeAt = Clock.NEVER;

  /// @param begin makes the first protocol of an accepted connection
  Acceptor(Engine engine, ListeningSocket listener, Function<Connection, Protocol> begin) {
    this.engine = engine;
    this.listener = listener;
    this.begin = begin;
  }

  void register(EventLoop loop) throws IOException {
    register(loop, listener, Poller.READ);
  }

  boolean isPaused() {
    return resumeAt != Clock.NEVER;
  }

  @Override
  void ready(int operations, Driver driver) {
    if (engine.isFull()) {
      pause();
      reportOnce(null);
      engine.makeRoom();
      return;
    }
    for (int i = 0; i < MAX_AT_ONCE && !engine.isFull(); i++) {
      if (!acceptNext()) {
        return;
      }
    }
  }

  /// Accepts a connection.
  ///
  /// @return whether there may be another one
  private boolean acceptNext() {
    Socket socket;
    try {
      socket = listener.accept();
    } catch (Throwable e) {
      return listener.isOpen() && goesOnAfter(e);
    }
    errors = 0;
    if (socket == null) {
      return false;
    }
    if (failing) {
      failing = false;
      engine.tell(owner -> owner.acceptResumed(listener.localAddress(), failure));
    }
    engine.opened();
    try {
      engine.adopt(socket, begin);
    } catch (Throwable e) {
      engine.discard(socket, e);
    }
    return true;
  }

  /// An attempt has failed, which may not end the loop. Pauses unless that was the fault of one
  /// connection.
  ///
  /// @return whether to accept the next one
  private boolean goesOnAfter(Throwable error) {
    errors++;
    if (error instanceof IOException && errors < MOST_ERRORS) {
      Log.write(Level.DEBUG, "a connection could not be accepted", error);
      return true;
    }
    errors = 0;
    pause();
    reportOnce(error);
    engine.makeRoom();
    return false;
  }

  private void reportOnce(@Nullable Throwable cause) {
    if (!failing) {
      failing = true; // reported once, not ten times a second
      failure = cause;
      engine.tell(owner -> owner.acceptPaused(listener.localAddress(), cause));
    }
  }

  private void pause() {
    if (listener.isOpen()) {
      disable(Poller.READ);
      resumeAt = Clock.now() + PAUSE_NANOS;
    }
  }

  void resumeIfDue(long now) {
    if (now >= resumeAt && listener.isOpen()) {
      resumeAt = Clock.NEVER;
      enable(Poller.READ);
    }
  }

  /// Accepts the connections that wait in the backlog, then stops listening. Clients to whom the
  /// operating system has confirmed a connection are not turned away, even if that makes more
  /// connections than there should be. For an acceptor whose registration the poller has let go of:
  /// the socket closes at once, and confirms no further connection.
  void close() {
    boolean more = true;
    for (int i = 0; more && i < 100_000; i++) {
      more = acceptNext();
    }
    listener.closeAndLog();
  }

  @Override
  public String toString() {
    return "Acceptor[" + listener.localAddress() + (isPaused() ? ", paused" : "") + "]";
  }
}
