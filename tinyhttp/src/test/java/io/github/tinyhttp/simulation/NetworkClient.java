package io.github.tinyhttp.simulation;

import java.util.Random;

/// A client on a simulated network, which holds its own lock whenever it calls.
public interface NetworkClient {
  /// The client has a connection.
  void connected(Network to, SimulatedSocket through, Random chance);

  /// Whether the network can forget it.
  boolean isDone();

  /// Whether it can do anything.
  boolean canAct();

  /// Does one thing.
  void act();
}
