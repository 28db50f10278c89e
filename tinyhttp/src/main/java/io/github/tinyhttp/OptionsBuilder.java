package io.github.tinyhttp;

import java.util.Objects;

/// What builders of something that has [ServerOptions] offer for each option, so that an
/// application need not name that type.
///
/// @param <B> the builder itself
public abstract sealed class OptionsBuilder<B> permits Server.Builder {
  private ServerOptions options = ServerOptions.defaults();

  OptionsBuilder() {}

  abstract B self();

  /// The options that are set so far.
  final ServerOptions options() {
    return options;
  }

  /// Replaces all options, also those set so far.
  public B options(ServerOptions all) {
    options = Objects.requireNonNull(all, "options");
    return self();
  }

  /// Sets [ServerOptions#limits()].
  public B limits(Limits limits) {
    return options(options.withLimits(limits));
  }

  /// Sets [ServerOptions#timeouts()].
  public B timeouts(Timeouts timeouts) {
    return options(options.withTimeouts(timeouts));
  }

  /// Sets [ServerOptions#dispatch()].
  public B dispatch(Dispatch dispatch) {
    return options(options.withDispatch(dispatch));
  }

  /// Sets [ServerOptions#events()].
  public B events(ServerEvents events) {
    return options(options.withEvents(events));
  }

  /// Sets [ServerOptions#accessLog()].
  public B accessLog(AccessLog accessLog) {
    return options(options.withAccessLog(accessLog));
  }

  /// Sets [ServerOptions#transcript()].
  public B transcript(Transcript transcript) {
    return options(options.withTranscript(transcript));
  }

  /// Sets [ServerOptions#errorResponses()].
  public B errorResponses(ErrorResponses responses) {
    return options(options.withErrorResponses(responses));
  }

  /// Sets [ServerOptions#proxies()].
  public B proxies(Proxies proxies) {
    return options(options.withProxies(proxies));
  }

  /// Sets [ServerOptions#loops()].
  ///
  /// @throws IllegalArgumentException if it is not positive
  public B loops(int loops) {
    return options(options.withLoops(loops));
  }

  /// Sets [ServerOptions#daemonThreads()].
  public B daemonThreads(ServerOptions.DaemonThreads when) {
    return options(options.withDaemonThreads(when));
  }

  /// Sets [ServerOptions#name()].
  ///
  /// @throws IllegalArgumentException if it is no field value
  public B name(String name) {
    return options(options.withName(name));
  }

  /// Sets [ServerOptions#compression()]. Read in [Compression] what that may give away.
  public B compression(Compression compression) {
    return options(options.withCompression(compression));
  }

  /// Sets [ServerOptions#hosts()]: see [ServerOptions#withHosts(String...)].
  ///
  /// @throws IllegalArgumentException if one is no host, or there are none
  public B hosts(String... hosts) {
    return options(options.withHosts(hosts));
  }

  /// Sets [ServerOptions#crossOriginProtection()].
  public B crossOriginProtection(CrossOriginProtection protection) {
    return options(options.withCrossOriginProtection(protection));
  }
}
