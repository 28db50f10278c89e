package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Where simulated clients connect. Now and then there is no descriptor for one.
public final class SimulatedListener implements ListeningSocket {
  private final Network network;
  private final Queue<SimulatedSocket> backlog = new ArrayDeque<>();
  private boolean closed;

  /// Whether there has been no descriptor for a client: then idle connections give way.
  private boolean starved;

  SimulatedListener(Network network) {
    this.network = network;
  }

  void add(SimulatedSocket socket) {
    backlog.add(socket);
  }

  boolean hasStarved() {
    return starved;
  }

  boolean isReadable() {
    return !backlog.isEmpty();
  }

  @Override
  public @Nullable Socket accept() throws IOException {
    synchronized (network) {
      if (network.oneIn(500)) {
        starved = true;
        throw new IOException("Too many open files");
      }
      String error = network.failures().of(Failures.Call.ACCEPT);
      if (error != null) {
        starved = true;
        throw new IOException(error);
      }
      return backlog.poll();
    }
  }

  @Override
  public boolean isOpen() {
    synchronized (network) {
      return !closed;
    }
  }

  @Override
  public SocketAddress localAddress() {
    return SimulatedSocket.LOCAL;
  }

  @Override
  public void close() {
    synchronized (network) {
      closed = true;
    }
  }
}
