package io.github.tinyhttp;

import java.util.Objects;
import java.util.Optional;

/// How a server behaves; every part has a default.
///
/// @param limits how much a client may send
/// @param timeouts how long the server waits
/// @param dispatch where handlers run
/// @param events who is told what happens
/// @param loops event loops; by default one per processor
/// @param daemon whether the server's threads let the JVM end. By default they do not when there is
///   a handler; a program that receives requests itself lives as long as it receives
/// @param name the value of the `Server` field of answers; none by default, so that nobody learns
///   what runs here
/// @param compression which answers are compressed, and how; none by default, for the reason that
///   [Compression] gives
/// @param proxies whose header fields tell who the client is; by default nobody's
public record ServerOptions(
    Limits limits,
    Timeouts timeouts,
    Dispatch dispatch,
    ServerEvents events,
    int loops,
    Optional<Boolean> daemon,
    Optional<String> name,
    Optional<Compression> compression,
    Optional<Proxies> proxies) {
  /// @throws IllegalArgumentException if `loops` is not positive or the name no field value
  public ServerOptions {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(timeouts, "timeouts");
    Objects.requireNonNull(dispatch, "dispatch");
    Objects.requireNonNull(events, "events");
    if (loops <= 0) {
      throw new IllegalArgumentException("loops has to be positive, not " + loops);
    }
    name.ifPresent(value -> Headers.of("Server", value));
  }

  /// As documented above.
  public static ServerOptions defaults() {
    return new ServerOptions(
        Limits.defaults(),
        Timeouts.defaults(),
        Dispatch.AUTO,
        ServerEvents.NONE,
        Runtime.getRuntime().availableProcessors(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// With other limits.
  public ServerOptions withLimits(Limits limits) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, proxies);
  }

  /// With other times.
  public ServerOptions withTimeouts(Timeouts timeouts) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, proxies);
  }

  /// With handlers run elsewhere.
  public ServerOptions withDispatch(Dispatch dispatch) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, proxies);
  }

  /// With somebody who is told what happens.
  public ServerOptions withEvents(ServerEvents events) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, proxies);
  }

  /// With another number of event loops.
  public ServerOptions withLoops(int loops) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, proxies);
  }

  /// With threads that let the JVM end, or not.
  public ServerOptions withDaemon(boolean daemon) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, Optional.of(daemon), name, compression, proxies);
  }

  /// With a `Server` field in every answer.
  public ServerOptions withName(String name) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, Optional.of(name), compression, proxies);
  }

  /// With answers compressed for clients that accept it.
  public ServerOptions withCompression(Compression compression) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, Optional.of(compression), proxies);
  }

  /// With proxies whose header fields are believed.
  public ServerOptions withProxies(Proxies proxies) {
    return new ServerOptions(
        limits, timeouts, dispatch, events, loops, daemon, name, compression, Optional.of(proxies));
  }
}
