package io.github.tinyhttp;

import io.github.tinyhttp.syntax.AllowedHosts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// How a server behaves; every part has a default. Immutable; the `with…` methods return another
/// value.
@CheckReturnValue
public final class ServerOptions {
  private final Values values;

  private ServerOptions(Values values) {
    this.values = values;
  }

  /// When a server's threads are daemon threads, which let the JVM end.
  public enum DaemonThreads {
    /// When the server has no handler: a program that receives requests itself lives as long as it
    /// receives. A server with a handler keeps the JVM alive.
    WITHOUT_HANDLER,

    /// Always: the JVM ends when the application's own threads have.
    ALWAYS,

    /// Never: the JVM lives as long as the server.
    NEVER
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private Limits limits = Limits.defaults();
    private Http2Options http2 = Http2Options.defaults();
    private Timeouts timeouts = Timeouts.defaults();
    private Dispatch dispatch = Dispatch.AUTO;
    private ServerEvents events = ServerEvents.NONE;
    private Optional<AccessLog> accessLog = Optional.empty();
    private ErrorResponses errorResponses = ErrorResponses.OWN;
    private int loops = Runtime.getRuntime().availableProcessors();
    private DaemonThreads daemonThreads = DaemonThreads.WITHOUT_HANDLER;
    private Optional<String> name = Optional.empty();
    private Optional<Compression> compression = Optional.empty();
    private Optional<Proxies> proxies = Optional.empty();
    private Optional<List<String>> hosts = Optional.empty();
    private Optional<CrossOriginProtection> crossOriginProtection = Optional.empty();
    private Optional<Transcript> transcript = Optional.empty();

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("limits", limits);
      all.put("http2", http2);
      all.put("timeouts", timeouts);
      all.put("dispatch", dispatch);
      all.put("events", events);
      all.put("accessLog", accessLog);
      all.put("errorResponses", errorResponses);
      all.put("loops", loops);
      all.put("daemonThreads", daemonThreads);
      all.put("name", name);
      all.put("compression", compression);
      all.put("proxies", proxies);
      all.put("hosts", hosts);
      all.put("crossOriginProtection", crossOriginProtection);
      all.put("transcript", transcript);
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static ServerOptions defaults() {
    return new ServerOptions(new Values());
  }

  /// How much a client may send: [Limits#defaults()] by default.
  public Limits limits() {
    return values.limits;
  }

  /// Windows and budget of a connection of HTTP/2: [Http2Options#defaults()] by default.
  public Http2Options http2() {
    return values.http2;
  }

  /// How long the server waits: [Timeouts#defaults()] by default.
  public Timeouts timeouts() {
    return values.timeouts;
  }

  /// On which threads handlers run: [Dispatch#AUTO] by default.
  public Dispatch dispatch() {
    return values.dispatch;
  }

  /// The listener that is told what happens: [ServerEvents#NONE] by default.
  public ServerEvents events() {
    return values.events;
  }

  /// The log with a line for each request: none by default.
  public Optional<AccessLog> accessLog() {
    return values.accessLog;
  }

  /// What gives errors their form: [ErrorResponses#OWN] by default.
  public ErrorResponses errorResponses() {
    return values.errorResponses;
  }

  /// The number of event loops: one per processor by default.
  public int loops() {
    return values.loops;
  }

  /// Whether the server's threads let the JVM end: [DaemonThreads#WITHOUT_HANDLER] by default.
  public DaemonThreads daemonThreads() {
    return values.daemonThreads;
  }

  /// The value of the field `Server` in responses. There is none by default, so that a client does
  /// not learn what runs here.
  public Optional<String> name() {
    return values.name;
  }

  /// Which responses are compressed, and how. None are by default, for the reason that
  /// [Compression] gives.
  public Optional<Compression> compression() {
    return values.compression;
  }

  /// The reverse proxies whose header fields tell who the client is. There are none by default.
  public Optional<Proxies> proxies() {
    return values.proxies;
  }

  /// The host names that requests may be for. By default (empty) those of a server that listens on
  /// loopback addresses and Unix-domain sockets only may be for `localhost`, names below it, and IP
  /// addresses; and those of any other server for all.
  public Optional<List<String>> hosts() {
    return values.hosts;
  }

  /// Which requests get 403 because a browser sends them for a page of another site. There is no
  /// such protection by default.
  public Optional<CrossOriginProtection> crossOriginProtection() {
    return values.crossOriginProtection;
  }

  /// The log of what goes over each connection. There is none by default.
  public Optional<Transcript> transcript() {
    return values.transcript;
  }

  /// These options with other limits.
  public ServerOptions withLimits(Limits limits) {
    Objects.requireNonNull(limits, "limits");
    return with(next -> next.limits = limits);
  }

  /// These options with other windows and another budget for HTTP/2.
  public ServerOptions withHttp2(Http2Options http2) {
    Objects.requireNonNull(http2, "http2");
    return with(next -> next.http2 = http2);
  }

  /// These options with other times.
  public ServerOptions withTimeouts(Timeouts timeouts) {
    Objects.requireNonNull(timeouts, "timeouts");
    return with(next -> next.timeouts = timeouts);
  }

  /// These options with handlers run elsewhere.
  public ServerOptions withDispatch(Dispatch dispatch) {
    Objects.requireNonNull(dispatch, "dispatch");
    return with(next -> next.dispatch = dispatch);
  }

  /// These options with a listener that is told what happens.
  public ServerOptions withEvents(ServerEvents events) {
    Objects.requireNonNull(events, "events");
    return with(next -> next.events = events);
  }

  /// Sets [#accessLog()].
  public ServerOptions withAccessLog(AccessLog accessLog) {
    Objects.requireNonNull(accessLog, "accessLog");
    return with(next -> next.accessLog = Optional.of(accessLog));
  }

  /// These options with error responses of the application's in the place of the library's.
  public ServerOptions withErrorResponses(ErrorResponses responses) {
    Objects.requireNonNull(responses, "responses");
    return with(next -> next.errorResponses = responses);
  }

  /// These options with another number of event loops.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public ServerOptions withLoops(int loops) {
    if (loops <= 0) {
      throw new IllegalArgumentException("ServerOptions.loops must be positive, not " + loops);
    }
    return with(next -> next.loops = loops);
  }

  /// These options with daemon threads or others.
  public ServerOptions withDaemonThreads(DaemonThreads when) {
    Objects.requireNonNull(when, "when");
    return with(next -> next.daemonThreads = when);
  }

  /// These options with a field `Server` in every response.
  ///
  /// @throws IllegalArgumentException if it is no field value
  public ServerOptions withName(String name) {
    Headers _ = Headers.of("Server", name);
    return with(next -> next.name = Optional.of(name));
  }

  /// These options with responses compressed for clients that accept it.
  public ServerOptions withCompression(Compression compression) {
    return with(next -> next.compression = Optional.of(compression));
  }

  /// These options with proxies whose header fields are believed.
  public ServerOptions withProxies(Proxies proxies) {
    return with(next -> next.proxies = Optional.of(proxies));
  }

  /// Serves requests for these hosts only, by `Host` or `:authority`, and also by what trusted
  /// [Proxies] tell of it. Others get 421 (Misdirected Request) with a text that says why. Ports,
  /// case and a dot at the end do not matter, and a request without a host passes.
  ///
  /// A server on loopback addresses and Unix-domain sockets serves `localhost`, names below it and
  /// IP addresses as well. It needs this behind a proxy of the same machine that passes on the name
  /// that its clients use. There the default keeps pages of other sites from reaching the server by
  /// a name of theirs that leads to this machine (DNS rebinding).
  ///
  /// @param hosts `app.example`, `*.app.example` for the names below it, an IP address, or `*` for
  ///   all hosts; names beyond ASCII as `xn--…`
  /// @throws IllegalArgumentException if one is none of these, or there are none
  public ServerOptions withHosts(String... hosts) {
    List<String> all = List.of(hosts);
    AllowedHosts _ = AllowedHosts.of(all);
    return with(next -> next.hosts = Optional.of(all));
  }

  /// These options with requests refused that a browser sends for pages of other sites.
  public ServerOptions withCrossOriginProtection(CrossOriginProtection protection) {
    return with(next -> next.crossOriginProtection = Optional.of(protection));
  }

  /// These options with a log of what goes over each connection.
  public ServerOptions withTranscript(Transcript transcript) {
    return with(next -> next.transcript = Optional.of(transcript));
  }

  private ServerOptions with(Consumer<Values> change) {
    return new ServerOptions(values.changed(change));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ServerOptions that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "ServerOptions" + values;
  }
}
