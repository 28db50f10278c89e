package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes connections from one listening socket. No error ends it: it pauses when there are enough
/// connections, or no descriptors, and goes on.
final class Acceptor implements Selectable {
  private static final int AT_ONCE = 64;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Engine engine;
  private final ServerSocketChannel listener;
  private final Function<Connection, Protocol> begin;
  private @Nullable SelectionKey key;

  /// Whether the last attempt has failed.
  private boolean failing;

  /// When to listen again; [Clock#NEVER] while listening.
  private volatile long resumeAt = Clock.NEVER;

  /// @param begin what the connections speak first that come in here
  Acceptor(Engine engine, ServerSocketChannel listener, Function<Connection, Protocol> begin) {
    this.engine = engine;
    this.listener = listener;
    this.begin = begin;
  }

  void register(EventLoop loop) throws IOException {
    listener.configureBlocking(false);
    key = loop.register(listener, SelectionKey.OP_ACCEPT, this);
  }

  boolean isPaused() {
    return resumeAt != Clock.NEVER;
  }

  @Override
  public void ready(int operations, Driver driver) {
    for (int i = 0; i < AT_ONCE; i++) {
      if (!acceptOne()) {
        return;
      }
    }
  }

  private boolean acceptOne() {
    if (engine.isFull()) {
      pause();
      return false;
    }
    SocketChannel channel;
    try {
      channel = listener.accept();
    } catch (ClosedChannelException e) {
      return false;
    } catch (Throwable e) {
      // out of descriptors or memory, or a client that left the queue: one is as harmless as the
      // other, and nothing may end this
      pause();
      if (!failing) {
        failing = true; // said once, not ten times a second
        engine.acceptFailed(e);
      }
      return false;
    }
    failing = false;
    if (channel == null) {
      return false;
    }
    engine.opened();
    try {
      channel.configureBlocking(false);
      if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      engine.adopt(channel, begin);
    } catch (IOException | RuntimeException e) {
      engine.discard(channel, e); // the client has gone already
    }
    return true;
  }

  private void pause() {
    SelectionKey known = key;
    if (known != null && known.isValid()) {
      known.interestOps(0);
      resumeAt = Clock.now() + PAUSE_NANOS;
    }
  }

  void resumeIfDue(long now) {
    SelectionKey known = key;
    if (now >= resumeAt && known != null && known.isValid()) {
      resumeAt = Clock.NEVER;
      known.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /// Takes what waits in the backlog, then stops listening, so that no client that was let in by
  /// the operating system is thrown out.
  void close() throws IOException {
    boolean more = true;
    for (int i = 0; more && i < 100_000; i++) {
      more = acceptOne();
    }
    listener.close();
  }
}
