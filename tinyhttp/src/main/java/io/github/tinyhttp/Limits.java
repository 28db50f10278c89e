package io.github.tinyhttp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// How much a client may send: sizes in bytes, and counts. Immutable; the `with…` methods return
/// another value.
///
/// ```java
/// Limits small = Limits.defaults().withHead(8 << 10).withBody(1 << 20);
/// ```
@CheckReturnValue
public final class Limits {
  /// The memory for which there may be one request.
  private static final long HEAP_OF_REQUEST = 16 << 10;

  private static final int REQUESTS =
      Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_OF_REQUEST, 1_000, Integer.MAX_VALUE);

  private static final long MEMORY = Runtime.getRuntime().maxMemory() / 4;

  private static final Limits DEFAULTS = new Limits(new Values());

  private final Values values;

  private Limits(Values values) {
    this.values = values;
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private int requestLine = 16 << 10;
    private int head = 64 << 10;
    private int fields = 200;
    private int body = 8 << 20;
    private int smallBody = 64 << 10;
    private int pipelined = 64;
    private int streams = 100;
    private int connections = Integer.MAX_VALUE;
    private int connectionsPerClient = Integer.MAX_VALUE;
    private int requests = REQUESTS;
    private long memory = MEMORY;
    private long memoryPerConnection = Long.MAX_VALUE;

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("requestLine", requestLine);
      all.put("head", head);
      all.put("fields", fields);
      all.put("body", body);
      all.put("smallBody", smallBody);
      all.put("pipelined", pipelined);
      all.put("streams", streams);
      all.put("connections", connections);
      all.put("connectionsPerClient", connectionsPerClient);
      all.put("requests", requests);
      all.put("memory", memory);
      all.put("memoryPerConnection", Math.min(memoryPerConnection, memory));
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static Limits defaults() {
    return DEFAULTS;
  }

  /// The longest request line, 16 KiB by default. A longer one is refused with 414.
  public int requestLine() {
    return values.requestLine;
  }

  /// The largest head, which is the request line and the fields together: 64 KiB by default. A
  /// larger one is refused with 431. The bound holds for a trailer section, too.
  public int head() {
    return values.head;
  }

  /// The most field lines in a head or a trailer section, 200 by default. More are refused with
  /// 431. Over HTTP/2 `:authority` counts as the `Host` that it stands for, and the parts of
  /// `Cookie`, of which browsers make one for each cookie (RFC 9113 §8.2.3), count as one.
  public int fields() {
    return values.fields;
  }

  /// The largest body that [Request#text()] and [Request#bytes()] read, 8 MiB by default. They
  /// refuse a larger one with 413. [Request#body()] is not bounded by it, nor are
  /// [Request#bytes(int)] and [Request#text(int)].
  public int body() {
    return values.body;
  }

  /// The largest body that the server reads before it hands the request out, 64 KiB by default.
  public int smallBody() {
    return values.smallBody;
  }

  /// The most requests of one connection that are in flight at once, 64 by default. The server does
  /// not read more of them until it has responded to one.
  public int pipelined() {
    return values.pipelined;
  }

  /// The most requests of one connection of HTTP/2 that are with the application or on their way at
  /// once, 100 by default (RFC 9113 §5.1.2). More are refused with REFUSED_STREAM, after which a
  /// client may send them again. As many may be with the application at once: a request whose
  /// client has cancelled it counts until the application responds, and further requests wait for
  /// that, so that a client cannot have any number of handlers run.
  public int streams() {
    return values.streams;
  }

  /// The most connections that are open at once. By default there are as many as the system lets
  /// the process open. For a further client, the connection is closed that has been idle for
  /// longest, and for at least a tenth of a second; if all are busy, the client waits in the listen
  /// backlog. A connection is idle as well if its last response was sent and the server waits for
  /// the client to close it.
  public int connections() {
    return values.connections;
  }

  /// The most connections of one client that are open at once. There is no such bound by default,
  /// because many clients may share an address. A client is an IPv4 address, or an IPv6 network of
  /// 64 bits, as any client has that many addresses. A connection beyond the bound is closed at
  /// once, without a response; [ServerEvents#refused] is told of it.
  ///
  /// Behind the PROXY protocol, the address that the proxy tells counts. Unix-domain sockets do not
  /// count, nor do the connections of proxies that are trusted, here or by [Proxies].
  public int connectionsPerClient() {
    return values.connectionsPerClient;
  }

  /// The most requests of all connections that are with the application at once, or wait for
  /// [Server#receive()]. The default is one for each 16 KiB that the heap may have at most, which
  /// are 65,536 for 1 GiB. Further requests get 503, and their connections go on. Requests that are
  /// handled on an event loop wait there for each other, and are let in.
  public int requests() {
    return values.requests;
  }

  /// How many bytes of memory all connections together may hold for their clients: what has come
  /// and is not handled, bodies that are read as a whole, heads of requests in flight, responses in
  /// memory that wait for their turn or for a client that does not read, messages of WebSockets. By
  /// default it is a quarter of the largest heap. An array that is the content of several responses
  /// counts once.
  ///
  /// From three quarters of it on, the server does not read from connections that hold more than 16
  /// KiB, and begins no further requests of theirs: over HTTP/1.1 they wait, and over HTTP/2 they
  /// are refused with REFUSED_STREAM, after which a client may send them again. Beyond it, or if
  /// that does not help within a second, the server closes the connections that hold most, the
  /// greediest first, with a reset; [ServerEvents#refused] is told of each.
  ///
  /// The server looks four times a second, and whenever what has come since could use up a quarter
  /// of the rest. It does not count what handlers keep while they work; [#requests()] bounds how
  /// many do.
  public long memory() {
    return values.memory;
  }

  /// How many bytes of memory one connection may hold for its client: by default as much as all of
  /// them, since the greediest is closed first in any case. From three quarters of it on, the
  /// server does not read from the connection if it holds more than 16 KiB, and begins no further
  /// request of it; beyond it, the server closes the connection with a reset, and
  /// [ServerEvents#refused] is told. A response in memory that is larger reaches only a client that
  /// takes it at once, so larger content is to be streamed.
  public long memoryPerConnection() {
    return Math.min(values.memoryPerConnection, values.memory);
  }

  /// These limits with another bound for the request line; the head's is raised to it if need be.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withRequestLine(int bytes) {
    int checked = positive("requestLine", bytes);
    return with(
        next -> {
          next.requestLine = checked;
          next.head = Math.max(next.head, checked);
        });
  }

  /// These limits with another bound for the head; the request line's is lowered to it if need be.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withHead(int bytes) {
    int checked = positive("head", bytes);
    return with(
        next -> {
          next.head = checked;
          next.requestLine = Math.min(next.requestLine, checked);
        });
  }

  /// These limits with another number of field lines.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withFields(int count) {
    return with(next -> next.fields = positive("fields", count));
  }

  /// These limits with another bound for bodies read whole.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withBody(int bytes) {
    return with(next -> next.body = positive("body", bytes));
  }

  /// These limits with another bound for bodies that are read ahead; 0 for none.
  ///
  /// @throws IllegalArgumentException if it is negative, or more than an array holds
  public Limits withSmallBody(int bytes) {
    if (bytes < 0 || bytes == Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Limits.smallBody must be from 0 to " + (Integer.MAX_VALUE - 1) + ", not " + bytes);
    }
    return with(next -> next.smallBody = bytes);
  }

  /// These limits with another number of requests in flight per connection.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withPipelined(int count) {
    return with(next -> next.pipelined = positive("pipelined", count));
  }

  /// These limits with another number of requests of one connection of HTTP/2.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withStreams(int count) {
    return with(next -> next.streams = positive("streams", count));
  }

  /// These limits with another number of connections.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withConnections(int count) {
    return with(next -> next.connections = positive("connections", count));
  }

  /// These limits with another number of connections of one client.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withConnectionsPerClient(int count) {
    return with(next -> next.connectionsPerClient = positive("connectionsPerClient", count));
  }

  /// These limits with another number of requests of all connections.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withRequests(int count) {
    return with(next -> next.requests = positive("requests", count));
  }

  /// These limits with another number of bytes for all connections.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withMemory(long bytes) {
    return with(next -> next.memory = positive("memory", bytes));
  }

  /// These limits with another number of bytes for each connection.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Limits withMemoryPerConnection(long bytes) {
    return with(next -> next.memoryPerConnection = positive("memoryPerConnection", bytes));
  }

  private Limits with(Consumer<Values> change) {
    return new Limits(values.changed(change));
  }

  private static int positive(String name, int value) {
    return (int) positive(name, (long) value);
  }

  private static long positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("Limits." + name + " must be positive, not " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Limits" + values;
  }
}
