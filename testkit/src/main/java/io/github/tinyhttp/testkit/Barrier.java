package io.github.tinyhttp.testkit;

/// Proves that a server with one event loop has seen all octets that the calling thread has sent on
/// other connections before.
///
/// The barrier sends two requests on its own connection, and waits for each response. The loop may
/// find both connections ready in one round and serve the barrier's first; but it can respond to
/// the second request only in a later round. With a barrier, a test can cut a message in pieces, or
/// show that the server does *not* respond, without sleeping.
///
/// The barrier says nothing about handlers on other threads, so a server under test runs its
/// handlers inline.
public final class Barrier implements AutoCloseable {
  private static final String REQUEST = "OPTIONS * HTTP/1.1\r\nHost: barrier\r\n\r\n";

  private final int port;
  private WireClient client;

  private Barrier(int port) {
    this.port = port;
    this.client = WireClient.connect(port);
  }

  /// Creates a barrier for the server at this port of the loopback interface.
  public static Barrier of(int port) {
    return new Barrier(port);
  }

  /// Returns when the server has seen all octets sent before.
  public Barrier pass() {
    exchange(client);
    exchange(client);
    return this;
  }

  /// Like [#pass()], for connections that may not have been accepted yet. The server accepts
  /// connections in order, so a response on a newer one proves that it has accepted the older ones.
  public Barrier passNew() {
    client.close();
    client = WireClient.connect(port);
    return pass();
  }

  private static void exchange(WireClient client) {
    client.renewDeadline().send(REQUEST);
    WireResponse response = client.readResponse();
    if (response.announcesClose()) {
      throw client.failure("the server must not close the barrier's connection");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
