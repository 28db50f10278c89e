package io.github.tinyhttp.testkit;

/// Proves that a server with one event loop has seen what was sent to it: on other connections, by
/// the same thread, before.
///
/// It asks on a connection of its own, and waits for the response, twice. The loop may find both
/// connections ready in one round and look at this one first; but the second question can only be
/// get its response in a later round. So there is no sleeping in a test that cuts a message in
/// pieces, or that has to show that something gets *no* response.
///
/// What a handler on another thread does is not covered: such servers run their handlers inline.
public final class Barrier implements AutoCloseable {
  private static final String QUESTION = "OPTIONS * HTTP/1.1\r\nHost: barrier\r\n\r\n";

  private final int port;
  private WireClient client;

  private Barrier(int port) {
    this.port = port;
    this.client = WireClient.connect(port);
  }

  /// A barrier for the server at this port of the loopback interface.
  public static Barrier of(int port) {
    return new Barrier(port);
  }

  /// Returns when all that was sent before has been seen.
  public Barrier pass() {
    ask(client);
    ask(client);
    return this;
  }

  /// As [#pass()], for connections that may not even be accepted yet: connections are accepted in
  /// order, so a newer one that gets a response shows that the older ones are there.
  public Barrier passNew() {
    client.close();
    client = WireClient.connect(port);
    return pass();
  }

  private static void ask(WireClient client) {
    client.renewDeadline().send(QUESTION);
    WireResponse response = client.readResponse();
    if (response.announcesClose()) {
      throw client.failure("a barrier has to stay connected");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
