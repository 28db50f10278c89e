package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.NioSocket;
import io.github.tinyhttp.wire.SocketHandle;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The poller of a JDK selector, for the sockets of [NioSocket]. It is the only class of the room
/// that names selectors and their keys. A poll allocates nothing.
final class NioPoller implements Poller {
  private static final Sink NO_SINK = (_, _) -> {};

  private final Selector selector;
  private final Consumer<SelectionKey> collect = this::collect;
  private Sink sink = NO_SINK;

  NioPoller() throws IOException {
    selector = Selector.open();
  }

  @Override
  public Registration register(Pollable pollable, SocketHandle socket, int operations)
      throws IOException {
    // a switch over types would cost each start of a server some milliseconds
    if (socket instanceof NioSocket known) {
      return new Key(known.channel().register(selector, operations, pollable));
    }
    if (socket instanceof NioSocket.Listening known) {
      return new AcceptKey(known.channel().register(selector, SelectionKey.OP_ACCEPT, pollable));
    }
    throw new IllegalArgumentException("not a socket of the JDK: " + socket);
  }

  @Override
  public void poll(long nanos, Sink into) throws IOException {
    sink = into;
    try {
      if (nanos <= 0) {
        selector.selectNow(collect);
      } else if (nanos == Clock.NEVER) {
        selector.select(collect);
      } else {
        selector.select(collect, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      }
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new IOException(e);
    }
  }

  private void collect(SelectionKey key) {
    int ready = key.readyOps();
    sink.add((Pollable) key.attachment(), ready == SelectionKey.OP_ACCEPT ? READ : ready);
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }

  /// The registration of a connection. The bits of the interface are those of the JDK.
  private record Key(SelectionKey key) implements Registration {
    @Override
    public void enable(int operations) {
      if (key.isValid()) {
        key.interestOpsOr(operations);
      }
    }

    @Override
    public void disable(int operations) {
      if (key.isValid()) {
        key.interestOpsAnd(~operations);
      }
    }

    @Override
    public void cancel() {
      key.cancel();
    }
  }

  /// The registration of a listening socket, which has one operation only.
  private record AcceptKey(SelectionKey key) implements Registration {
    @Override
    public void enable(int operations) {
      if (key.isValid()) {
        key.interestOps(SelectionKey.OP_ACCEPT);
      }
    }

    @Override
    public void disable(int operations) {
      if (key.isValid()) {
        key.interestOps(0);
      }
    }

    @Override
    public void cancel() {
      key.cancel();
    }
  }
}
