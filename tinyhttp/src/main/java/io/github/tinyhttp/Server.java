package io.github.tinyhttp;

import io.github.tinyhttp.server.RunningServer;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An HTTP server: accepts connections, and hands their requests to a [Handler] or to the threads
/// that ask for them. It listens from the moment it is made until it is closed. Any thread may call
/// its methods.
///
/// ```java
/// try (var server = Server.http(8000)) {
///   for (var request : server.incomingRequests()) {
///     request.respond(Response.text("hello world"));
///   }
/// }
/// ```
///
/// ```java
/// var server = Server.http("0.0.0.0:8000", request -> Response.text("hello world"));
/// ```
public final class Server implements AutoCloseable {
  private final RunningServer running;
  private final Duration grace;

  private Server(RunningServer.Plan plan) throws IOException {
    this.running = RunningServer.start(plan);
    this.grace = plan.options().timeouts().grace();
  }

  // ---- ways to make one

  /// A server on `port` of the loopback address, for requests that are received.
  ///
  /// @param port 0 for any that is free, see [#port()]
  /// @throws IOException if the port cannot be listened on; the message names it
  public static Server http(int port) throws IOException {
    return builder().bind(port).start();
  }

  /// A server on `port` of the loopback address, with a handler.
  ///
  /// @throws IOException as [#http(int)]
  public static Server http(int port, Handler handler) throws IOException {
    return builder().bind(port).handler(handler).start();
  }

  /// A server on an address such as `0.0.0.0:8000`, `[::1]:0` or `localhost:8080`, for requests
  /// that are received.
  ///
  /// @throws IOException as [#http(int)]
  /// @throws IllegalArgumentException if the text is no address with a port
  public static Server http(String address) throws IOException {
    return builder().bind(address).start();
  }

  /// A server on an address as in [#http(String)], with a handler.
  ///
  /// @throws IOException as [#http(int)]
  public static Server http(String address, Handler handler) throws IOException {
    return builder().bind(address).handler(handler).start();
  }

  /// A server for HTTPS on `port` of the loopback address, for requests that are received.
  ///
  /// @throws IOException as [#http(int)]
  public static Server https(int port, Tls tls) throws IOException {
    return builder().bind(port).tls(tls).start();
  }

  /// A server for HTTPS on `port` of the loopback address, with a handler.
  ///
  /// @throws IOException as [#http(int)]
  public static Server https(int port, Tls tls, Handler handler) throws IOException {
    return builder().bind(port).tls(tls).handler(handler).start();
  }

  /// A server for HTTPS on an address as in [#http(String)], for requests that are received.
  ///
  /// @throws IOException as [#http(int)]
  public static Server https(String address, Tls tls) throws IOException {
    return builder().bind(address).tls(tls).start();
  }

  /// A server for HTTPS on an address as in [#http(String)], with a handler.
  ///
  /// @throws IOException as [#http(int)]
  public static Server https(String address, Tls tls, Handler handler) throws IOException {
    return builder().bind(address).tls(tls).handler(handler).start();
  }

  /// A builder, for everything that the methods above do not offer.
  public static Builder builder() {
    return new Builder();
  }

  /// Collects what a server is made of. A builder is for one thread.
  public static final class Builder extends OptionsBuilder<Builder> {
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<HttpMethod> handled = new HashSet<>();
    private Optional<Tls> tls = Optional.empty();
    private @Nullable Handler handler;
    private int backlog = 4096;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /// Listens on `port` of the loopback address.
    public Builder bind(int port) {
      return listen(Listener.on(port));
    }

    /// Listens on an address such as `0.0.0.0:8000`, `[::1]:0` or `localhost:8080`.
    ///
    /// @throws IllegalArgumentException if the text is no address with a port
    public Builder bind(String address) {
      return listen(Listener.on(address));
    }

    /// Listens on an address. Several may be given.
    public Builder bind(SocketAddress address) {
      return listen(Listener.on(address));
    }

    /// Listens on these as well. A [Listener] can do more than an address: Unix-domain sockets, the
    /// PROXY protocol, TLS on some addresses only.
    public Builder listen(Listener... more) {
      listeners.addAll(List.of(more));
      return this;
    }

    /// Speaks HTTPS on all addresses. For HTTPS on some addresses only, see
    /// [Listener#withTls(Tls)].
    public Builder tls(Tls keys) {
      tls = Optional.of(Objects.requireNonNull(keys, "keys"));
      return this;
    }

    /// Sets how many connections the operating system holds before the server accepts them, 4096 by
    /// default. A [Listener] may have a number of its own.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public Builder backlog(int connections) {
      if (connections <= 0) {
        throw new IllegalArgumentException("backlog must be positive, not " + connections);
      }
      backlog = connections;
      return this;
    }

    /// Sets the handler that responds to requests. Without a handler, threads receive them with
    /// [Server#receive()].
    public Builder handler(Handler responding) {
      handler = Objects.requireNonNull(responding, "handler");
      return this;
    }

    /// Hands requests with these methods to the application even where the library has a response
    /// of its own: 501 to CONNECT and TRACE, 204 to `OPTIONS *`.
    public Builder handleMethods(HttpMethod... methods) {
      handled.addAll(List.of(methods));
      return this;
    }

    /// Makes a server, which listens from now on.
    ///
    /// @throws IOException if an address cannot be listened on; the message names it
    /// @throws IllegalStateException if there is nothing to listen on
    public Server start() throws IOException {
      if (listeners.isEmpty()) {
        throw new IllegalStateException("nothing to listen on: bind() or listen() is missing");
      }
      List<Listener> all = listeners.stream().map(this::secured).toList();
      return new Server(
          new RunningServer.Plan(all, backlog, handler, Set.copyOf(handled), options()));
    }

    private Listener secured(Listener listener) {
      return tls.isPresent() && listener.tls().isEmpty()
          ? listener.withTls(tls.orElseThrow())
          : listener;
    }
  }

  // ---- requests

  /// The requests of all connections, in the order they came. The iteration ends when the server is
  /// closed or [#unblock()] is called. Several threads may iterate; each request goes to one of
  /// them.
  ///
  /// @throws IllegalStateException if the server has a handler
  public Iterable<Request> incomingRequests() {
    return running.requests();
  }

  /// Waits for the next request.
  ///
  /// @throws ServerClosedException if the server is closed and no request is left
  /// @throws UnblockedException if [#unblock()] has ended the wait
  /// @throws IllegalStateException if the server has a handler
  public Request receive() throws InterruptedException {
    return running.requests().take();
  }

  /// The next request, if one comes within `time`; throws as [#receive()].
  public Optional<Request> receive(Duration time) throws InterruptedException {
    return running.requests().poll(time);
  }

  /// The next request, if one has come already.
  ///
  /// @throws IllegalStateException if the server has a handler
  public Optional<Request> tryReceive() {
    return running.requests().poll();
  }

  /// Ends the wait of one thread in [#receive()] or [#incomingRequests()]: one that waits now, or
  /// the next that would.
  ///
  /// @throws IllegalStateException if the server has a handler
  public void unblock() {
    running.requests().unblock();
  }

  // ---- questions

  /// The first internet address it listens on.
  ///
  /// @throws IllegalStateException if it listens on none
  public InetSocketAddress address() {
    for (SocketAddress one : addresses()) {
      if (one instanceof InetSocketAddress address) {
        return address;
      }
    }
    throw new IllegalStateException("no internet address among " + addresses());
  }

  /// The port of [#address()].
  public int port() {
    return address().getPort();
  }

  /// All addresses it listens on, in the order in which they were given.
  public List<SocketAddress> addresses() {
    return running.addresses();
  }

  /// A URI under which a client on this machine reaches it, for example `http://127.0.0.1:8000`, or
  /// `https://127.0.0.1:8443` where TLS is spoken.
  ///
  /// @throws IllegalStateException if it listens on Unix-domain sockets only, which no URI names
  public URI uri() {
    return running.uri();
  }

  /// How many connections are open.
  public int connections() {
    return running.connections();
  }

  /// How many requests have no response yet: those that a handler or a thread has, and those that
  /// wait to be received.
  public int requestsInFlight() {
    return running.requestsInFlight();
  }

  /// What the server has done so far.
  public ServerMetrics metrics() {
    return running.metrics();
  }

  // ---- the end

  /// Stops gently: the server accepts the connections that wait in the backlog and no more, and
  /// waits until every request has its response and every response is sent. The last response of a
  /// connection tells the client that the connection closes. An idle connection is closed once it
  /// has been idle for half a second more, or half of a shorter `grace`: its client may have sent a
  /// request before it could know (RFC 9112 §9.6). When `grace` is over, the server cuts the rest
  /// and interrupts handlers that still run; one that goes on does not keep the JVM from exiting.
  ///
  /// A connection that the operating system accepts in the moment in which a listener is closed is
  /// reset. Where several processes listen on one port (`SO_REUSEPORT`), this can be avoided by the
  /// system alone: `net.ipv4.tcp_migrate_req` of Linux 5.14.
  ///
  /// Requests that are queued can still be received. Streams of events ([EventStream]) end. A
  /// connection that speaks another protocol runs [Upgrade#onShutdown(Runnable)], and the server
  /// waits until it is closed. A request that the application forgets is waited for as well; after
  /// three seconds the log says, once, how many requests have no response.
  ///
  /// A handler of this server may call this. The call then returns false at once, and the server
  /// stops on another thread, because it waits for the handler's own response too. A handler that
  /// has called [System#exit(int)], or a thread that has received a request and calls it, is not
  /// waited for: it waits itself, for the shutdown hooks. Its client gets a 503.
  ///
  /// @return whether every request got its response in time
  /// @throws InterruptedException if the thread is interrupted; the server is then closed at once
  public boolean shutdown(Duration grace) throws InterruptedException {
    return running.shutdown().within(grace);
  }

  /// As [#shutdown(Duration)] with [Timeouts#grace()], except that requests that are queued get a
  /// 503. Closing twice is the same as once.
  @Override
  public void close() {
    running.shutdown().turnAway();
    try {
      boolean _ = running.shutdown().within(grace);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits until the server is closed.
  ///
  /// @return whether it is
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return running.shutdown().await(time);
  }

  @Override
  public String toString() {
    return "Server" + addresses();
  }
}
