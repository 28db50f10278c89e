package io.github.tinyhttp.server;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.ServerMetrics;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.engine.MemoryBounds;
import io.github.tinyhttp.engine.Workers;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HostPolicy;
import io.github.tinyhttp.exchange.Intake;
import io.github.tinyhttp.transcript.Transcripts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A server that listens: its sockets, its engine, the protocol it speaks, and the queue of
/// requests where there is no handler. It runs from the moment it is made until its [Shutdown] has
/// ended it. All methods may be called from any thread.
public final class RunningServer {
  /// What a server is made of.
  ///
  /// @param listeners where it listens, at least one
  /// @param backlog the bound on connections not yet accepted, for listeners without one
  /// @param handler null if requests are received from the queue
  /// @param handled methods whose requests the application gets although the library would respond
  public record Plan(
      List<Listener> listeners,
      int backlog,
      @Nullable Handler handler,
      Set<HttpMethod> handled,
      ServerOptions options) {}

  private final Engine engine;
  private final Dispatcher dispatcher;
  private final @Nullable RequestQueue queue;
  private final List<OpenListener> listeners;
  private final List<SocketAddress> addresses;
  private final Optional<Transcripts> transcripts;
  private final Shutdown shutdown;

  /// Opens all listeners and starts. If anything of that fails, nothing stays open.
  ///
  /// @throws IOException if an address cannot be listened on; the message names it
  public static RunningServer start(Plan plan) throws IOException {
    List<OpenListener> listeners = Listeners.open(plan.listeners(), plan.backlog());
    try {
      var server = new RunningServer(plan, listeners);
      server.start(plan.options());
      return server;
    } catch (Throwable e) {
      Listeners.close(listeners);
      throw e;
    }
  }

  private RunningServer(Plan plan, List<OpenListener> listeners) throws IOException {
    ServerOptions options = plan.options();
    Handler handler = plan.handler();
    this.queue = handler == null ? new RequestQueue() : null;
    Intake intake =
        handler == null
            ? new Intake.ToQueue(requests()::add, requests()::wake)
            : new Intake.ToHandler(handler);
    Workers workers = Workers.ofCaller();
    this.listeners = listeners;
    boolean local = listeners.stream().allMatch(one -> Loopbacks.isOne(one.address()));
    HostPolicy hosts = local ? HostPolicy.ofLocal(options) : HostPolicy.ofReachable(options);
    this.dispatcher = new Dispatcher(options, plan.handled(), hosts, intake, workers);
    this.addresses = listeners.stream().map(OpenListener::address).toList();
    this.transcripts = transcripts(options);
    this.engine = new Engine(enginePlan(plan), workers); // last, as it opens pollers
    this.shutdown = new Shutdown(engine, dispatcher, listeners, queue, transcripts);
  }

  private void start(ServerOptions options) throws IOException {
    try {
      var setup = new ConnectionSetup(options, dispatcher, engine.workers(), transcripts);
      for (List<OpenListener> sharing : Listeners.bySocket(listeners)) {
        engine.listen(sharing.getFirst().socket(), setup.of(sharing));
      }
      if (transcripts.isPresent()) {
        transcripts.get().start();
      }
      engine.start();
    } catch (Throwable e) {
      engine.abandon();
      transcripts.ifPresent(Transcripts::close);
      throw e;
    }
  }

  /// A function in its place would load classes that a server without transcript does not need.
  private static Optional<Transcripts> transcripts(ServerOptions options) {
    return options.transcript().isPresent()
        ? Optional.of(new Transcripts(options.transcript().get(), options.limits().head()))
        : Optional.empty();
  }

  private Engine.Plan enginePlan(Plan plan) {
    ServerOptions options = plan.options();
    return new Engine.Plan(
        "tinyhttp",
        options.loops(),
        isDaemon(options.daemonThreads(), plan.handler() != null),
        options.limits().connections(),
        new MemoryBounds(options.limits().memory(), options.limits().memoryPerConnection()),
        sweep(options.timeouts()),
        new EngineWatch(dispatcher));
  }

  private static boolean isDaemon(ServerOptions.DaemonThreads when, boolean handled) {
    return switch (when) {
      case WITHOUT_HANDLER -> !handled;
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  /// How often to look whether a time is over, so that each is noticed within a quarter of it or of
  /// a second, whichever is sooner.
  private static Duration sweep(Timeouts timeouts) {
    Stream<Duration> always =
        Stream.of(
            timeouts.head(),
            timeouts.progress(),
            timeouts.idle(),
            timeouts.linger(),
            timeouts.handshake());
    Duration shortest =
        Stream.concat(always, timeouts.response().stream())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return Duration.ofNanos(Math.clamp(shortest.toNanos() / 4, 10_000_000L, 250_000_000L));
  }

  /// The requests that wait for a thread of the application.
  ///
  /// @throws IllegalStateException if the server has a handler
  public RequestQueue requests() {
    RequestQueue known = queue;
    if (known == null) {
      throw new IllegalStateException("the server has a handler, which gets all requests");
    }
    return known;
  }

  /// All addresses it listens on, in the order of the listeners.
  public List<SocketAddress> addresses() {
    return addresses;
  }

  /// A URI under which a client on this machine reaches this server: at the first listener with an
  /// internet address where clients need not come through a proxy, or else at the first with one.
  ///
  /// @throws IllegalStateException if it listens on no internet address
  public URI uri() {
    return listeners.stream()
        .filter(one -> one.address() instanceof InetSocketAddress)
        .min(Comparator.comparing(one -> !one.listener().proxies().isEmpty()))
        .map(this::uri)
        .orElseThrow(() -> new IllegalStateException("no internet address among " + addresses));
  }

  private URI uri(OpenListener listener) {
    var address = (InetSocketAddress) listener.address();
    String scheme = listener.listener().tls().isPresent() ? "https://" : "http://";
    return URI.create(scheme + ReachableHost.of(address, addresses) + ":" + address.getPort());
  }

  /// How many connections are open, or have been so for all that the listener of events knows.
  public int connections() {
    return engine.connections() + dispatcher.events().untoldEnds();
  }

  /// What the server has done so far.
  public ServerMetrics metrics() {
    return MetricsSnapshot.of(engine, dispatcher);
  }

  /// How many requests the application has, received or not, without a response so far.
  public int requestsInFlight() {
    return dispatcher.requestsInFlight();
  }

  /// The end of this server.
  public Shutdown shutdown() {
    return shutdown;
  }
}
