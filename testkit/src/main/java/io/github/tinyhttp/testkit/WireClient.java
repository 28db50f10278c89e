package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// A client that sends exactly the octets a test names, and reads responses strictly.
///
/// ```
/// > GET / HTTP/1.1\r\nHost: a\r\n\r\n      client.send(…)
/// < HTTP/1.1 200 OK …                      client.expectResponse(200)
///   nothing more, connection kept          client.expectIdle(barrier)
/// ```
///
/// All waits of one client end at one deadline, ten seconds after it has connected unless another
/// time is given. What is not as expected is an [AssertionError] whose text has all that was sent
/// and received. For use by one thread.
public final class WireClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Link link;
  private final ResponseReader responses;

  private WireClient(Link link) {
    this.link = link;
    this.responses = new ResponseReader(link);
  }

  /// Connects to a port of the loopback interface.
  public static WireClient connect(int port) {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE);
  }

  /// Connects, with another deadline.
  public static WireClient connect(SocketAddress address, Duration patience) {
    try {
      return new WireClient(new Link(address, patience, Pipe.Plain::new));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// Connects to a port of the loopback interface, and speaks TLS there: all that is sent and
  /// received here is what is inside.
  public static WireClient connectTls(int port, SSLContext context) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return new WireClient(new Link(address, PATIENCE, channel -> new TlsPipe(channel, context)));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// Lets the deadline begin anew: for a client that is used for many exchanges.
  public WireClient renewDeadline() {
    link.renewDeadline();
    return this;
  }

  /// This end of the connection: how the server names this client.
  public SocketAddress localAddress() {
    return link.localAddress();
  }

  /// Sends one octet for each character, nothing added, nothing changed.
  public WireClient send(String octets) {
    return send(Wire.octets(octets));
  }

  /// Sends a text block, with CRLF for every line end.
  public WireClient sendLines(String block) {
    return send(Wire.crlf(block));
  }

  /// Sends octets.
  public WireClient send(byte[] octets) {
    link.write(octets);
    return this;
  }

  /// Sends octets to a peer that may have closed the connection already.
  ///
  /// @return whether it was still open
  public boolean trySend(String octets) {
    return link.tryWrite(Wire.octets(octets));
  }

  /// Sends what the operating system takes without waiting: for a server that has stopped reading.
  ///
  /// @return how many octets that were
  public int sendSome(byte[] octets) {
    return link.writeSome(octets);
  }

  /// Tells the operating system to keep only about so many octets that were not read yet.
  public WireClient receiveBuffer(int octets) {
    link.receiveBuffer(octets);
    return this;
  }

  /// Reads one response, interim or final, to any method but HEAD and CONNECT.
  public WireResponse readResponse() {
    return responses.read("GET");
  }

  /// Reads one response to `method`, which decides whether there is a body.
  public WireResponse readResponse(String method) {
    return responses.read(method);
  }

  /// Reads one final response and checks its status. Interim responses fail: a test that causes
  /// them expects them.
  public WireResponse expectResponse(int status) {
    return expectResponse("GET", status);
  }

  /// As [#expectResponse(int)], for a method such as HEAD.
  public WireResponse expectResponse(String method, int status) {
    WireResponse response = responses.read(method);
    if (response.status() != status) {
      throw link.failure("expected " + status + ", not " + response.status());
    }
    return response;
  }

  /// As [#expectResponse(int)], with the whole body.
  public WireResponse expectResponse(int status, String body) {
    WireResponse response = expectResponse(status);
    if (!response.text().equals(body)) {
      throw link.failure("expected the body \"" + Wire.escape(body) + "\"");
    }
    return response;
  }

  /// Reads one interim response (1xx).
  public WireResponse expectInterim(int status) {
    if (status / 100 != 1) {
      throw new IllegalArgumentException("no interim status: " + status);
    }
    return expectResponse(status);
  }

  /// Reads the head of a response of that status, and nothing of its content.
  public WireClient expectHead(int status) {
    String line = readLine();
    if (!line.startsWith("HTTP/1.1 " + status + " ")) {
      throw link.failure("expected " + status);
    }
    while (!line.isEmpty()) {
      line = readLine();
    }
    return this;
  }

  /// Reads exactly these octets.
  public WireClient expect(String octets) {
    for (int i = 0; i < octets.length(); i++) {
      if (link.read() != octets.charAt(i)) {
        throw link.failure("octet " + i + " is not of \"" + Wire.escape(octets) + "\"");
      }
    }
    return this;
  }

  /// Reads a line up to CRLF, which is not returned.
  public String readLine() {
    return responses.line("a line");
  }

  /// Reads exactly so many octets.
  public String readOctets(int count) {
    return Wire.text(responses.exactly(count));
  }

  /// Reads all there is until the connection has ended, closed or reset: for a response that was
  /// cut.
  public String readToCut() {
    StringBuilder octets = new StringBuilder();
    while (link.awaitInput() == Link.State.OPEN) {
      octets.append((char) link.read());
    }
    return octets.toString();
  }

  /// Reads all there is until the connection is cut: reset, or with TLS ended without saying so.
  public String readToReset() {
    String octets = readToCut();
    if (link.awaitInput() != Link.State.RESET) {
      throw link.failure("expected a cut, not an end in order");
    }
    return octets;
  }

  /// Reads all there is until the peer closes.
  public String readToEnd() {
    StringBuilder octets = new StringBuilder();
    for (int octet = link.read(); octet >= 0; octet = link.read()) {
      octets.append((char) octet);
    }
    return octets.toString();
  }

  /// Waits until the peer closes its side in order, with nothing sent before.
  public WireClient expectClosed() {
    if (link.read() >= 0) {
      throw link.failure("expected the end of the connection, not more octets");
    }
    return this;
  }

  /// Waits until the connection has ended, closed or reset, with nothing sent before: for a
  /// connection that was broken on purpose.
  public WireClient expectGone() {
    if (link.awaitInput() == Link.State.OPEN) {
      throw link.failure("expected the end of the connection, not more octets");
    }
    return this;
  }

  /// Checks that the peer, which has seen all that was sent, neither responds nor closes.
  ///
  /// @param barrier of the same server
  public WireClient expectIdle(Barrier barrier) {
    barrier.pass();
    return expectNothing();
  }

  /// As [#expectIdle(Barrier)], for many clients after one pass of a barrier.
  public WireClient expectNothing() {
    if (hasInput()) {
      throw link.failure("expected silence");
    }
    return this;
  }

  /// Checks that nothing comes for `time`: for servers without a [Barrier]. Proves less, and costs
  /// that time.
  public WireClient expectIdle(Duration time) {
    if (!link.staysSilent(time)) {
      link.receive();
      throw link.failure("expected silence for " + time);
    }
    return this;
  }

  /// Waits until there is something to read. A reset fails.
  ///
  /// @return false if the peer has closed its side
  public boolean awaitInput() {
    return switch (link.awaitInput()) {
      case OPEN -> true;
      case ENDED -> false;
      case RESET -> throw link.failure("the connection was reset");
    };
  }

  /// Waits until there is something to read, for a peer that may close the connection at any time.
  ///
  /// @return false if the connection has ended, in order or by a reset
  public boolean awaitResponse() {
    return link.awaitInput() == Link.State.OPEN;
  }

  /// Lets time go by, or less if something comes: for a client that is slow on purpose.
  public WireClient awaitNothing(Duration time) {
    boolean _ = link.staysSilent(time);
    return this;
  }

  /// Whether octets, or the end, can be read now without waiting.
  public boolean hasInput() {
    return link.hasInput() || link.receive() != Link.State.OPEN;
  }

  /// Closes this side: no octet follows, responses can still be read.
  public WireClient halfClose() {
    link.halfClose();
    return this;
  }

  /// Breaks the connection off: the peer sees a reset, not an end.
  public void reset() {
    link.reset();
  }

  /// An error that says what went wrong, with the transcript.
  public AssertionError failure(String message) {
    return link.failure(message);
  }

  /// All that was sent and received so far, escaped.
  public String transcript() {
    return link.transcript().toString();
  }

  @Override
  public void close() {
    link.close();
  }
}
