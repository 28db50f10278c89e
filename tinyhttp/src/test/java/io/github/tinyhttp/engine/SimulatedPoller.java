package io.github.tinyhttp.engine;

import io.github.tinyhttp.simulation.Failures;
import io.github.tinyhttp.simulation.Network;
import io.github.tinyhttp.simulation.SimulatedSocket;
import io.github.tinyhttp.wire.SocketHandle;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/// The poller of a simulated network, in which something happens only while a loop polls: so what
/// happens depends on the seed of the network alone, as long as one thread serves it.
public final class SimulatedPoller implements Poller {
  private final Network network;
  private final Set<Place> places = new LinkedHashSet<>();

  private SimulatedPoller(Network network) {
    this.network = network;
  }

  /// An engine with one loop that serves a simulated network.
  ///
  /// @param alone whether one thread does everything: no other one takes the loop from it
  public static Engine engine(Engine.Plan plan, Workers workers, Network network, boolean alone)
      throws IOException {
    var made = new Engine(plan, workers, () -> new SimulatedPoller(network));
    if (alone) {
      made.watchdog().end();
    }
    return made;
  }

  @Override
  public Registration register(Pollable pollable, SocketHandle socket, int operations)
      throws IOException {
    synchronized (network) {
      if (socket instanceof SimulatedSocket client) {
        client.register();
      }
      var place = new Place(pollable, socket, operations);
      places.add(place);
      return place;
    }
  }

  @Override
  public void poll(long nanos, Sink sink) throws IOException {
    synchronized (network) {
      network.goOn();
      network.failures().at(Failures.Call.POLL);
      if (!collects(sink) && nanos > 0) {
        network.await(nanos, this::isAnyReady);
        boolean _ = collects(sink);
      }
      network.polled();
    }
  }

  private boolean isAnyReady() {
    return places.stream().anyMatch(place -> place.ready() != 0);
  }

  private boolean collects(Sink sink) {
    boolean found = false;
    for (Place place : places) {
      int ready = place.ready();
      if (ready != 0) {
        found = true;
        sink.add(place.pollable, ready);
      }
    }
    return found;
  }

  @Override
  public void wakeup() {
    network.wakeUp();
  }

  @Override
  public void close() {}

  private final class Place implements Registration {
    private final Pollable pollable;
    private final SocketHandle socket;
    private int enabled;

    Place(Pollable pollable, SocketHandle socket, int operations) {
      this.pollable = pollable;
      this.socket = socket;
      this.enabled = operations;
    }

    int ready() {
      int ready = network.isReadable(socket) ? READ : 0;
      return enabled & (network.isWritable(socket) ? ready | WRITE : ready);
    }

    @Override
    public void enable(int operations) {
      synchronized (network) {
        enabled |= operations;
      }
    }

    @Override
    public void disable(int operations) {
      synchronized (network) {
        enabled &= ~operations;
      }
    }

    @Override
    public void cancel() {
      synchronized (network) {
        places.remove(this);
      }
    }
  }
}
