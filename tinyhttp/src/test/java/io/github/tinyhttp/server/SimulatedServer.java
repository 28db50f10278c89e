package io.github.tinyhttp.server;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.engine.MemoryBounds;
import io.github.tinyhttp.engine.SimulatedPoller;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HostPolicy;
import io.github.tinyhttp.exchange.Intake;
import io.github.tinyhttp.simulation.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// A server on a simulated network: all of it is real but the sockets and the poller.
public final class SimulatedServer implements AutoCloseable {
  private final Engine engine;
  private final Dispatcher dispatcher;

  /// Starts a server in clear text.
  public SimulatedServer(Network network, Handler handler, ServerOptions options)
      throws IOException {
    this(network, Listener.on(80), handler, options);
  }

  /// Starts a server.
  ///
  /// @param listener what it speaks
  public SimulatedServer(Network network, Listener listener, Handler handler, ServerOptions options)
      throws IOException {
    Workers workers = Workers.ofCaller();
    this.dispatcher =
        new Dispatcher(
            options,
            Set.of(),
            HostPolicy.ofReachable(options),
            new Intake.ToHandler(handler),
            workers);
    var plan =
        new Engine.Plan(
            "simulated",
            1,
            true,
            options.limits().connections(),
            MemoryBounds.NONE,
            network.hasThreads() ? Duration.ofMillis(50) : Duration.ofSeconds(100),
            new EngineWatch(dispatcher));
    this.engine = SimulatedPoller.engine(plan, workers, network, !network.hasThreads());
    var setup = new ConnectionSetup(options, dispatcher, workers, Optional.empty());
    var opened =
        new OpenListener(
            listener, network.listener(), network.listener().localAddress(), Optional.empty());
    engine.listen(network.listener(), setup.of(opened));
    engine.start();
  }

  /// What it has counted.
  public ServerMetrics metrics() {
    return MetricsSnapshot.of(engine, dispatcher);
  }

  @Override
  public void close() {
    engine.stop();
  }
}
