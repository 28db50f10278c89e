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
/// All waits of a client end at one deadline, by default thirty seconds after it connects. A
/// mismatch throws an [AssertionError] whose message has the transcript. Confined to one thread.
public final class WireClient implements Conversation {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Link link;
  private final ResponseReader responses;

  private WireClient(Link link) {
    this.link = link;
    this.responses = new ResponseReader(link);
  }

  /// Connects to a port of the loopback interface.
  public static WireClient connect(int port) {
    return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT);
  }

  /// Connects with another deadline.
  public static WireClient connect(SocketAddress address, Duration timeout) {
    try {
      return new WireClient(new Link(address, timeout, Pipe.Plain::new));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// Connects to a port of the loopback interface with TLS. The client's octets are those inside
  /// the TLS connection.
  public static WireClient connectTls(int port, SSLContext context) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      return new WireClient(new Link(address, TIMEOUT, channel -> new TlsPipe(channel, context)));
    } catch (IOException e) {
      throw new AssertionError("cannot connect to " + address, e);
    }
  }

  /// Restarts the deadline, for a client that is used for several exchanges.
  @Override
  public WireClient renewDeadline() {
    link.renewDeadline();
    return this;
  }

  /// The address of this end, which is the client's address to the server.
  @Override
  public SocketAddress localAddress() {
    return link.localAddress();
  }

  /// Sends one octet for each character, unchanged.
  @Override
  public WireClient send(String octets) {
    return send(Wire.octets(octets));
  }

  /// Sends a text block, with CRLF for every line end.
  @Override
  public WireClient sendLines(String block) {
    return send(Wire.crlf(block));
  }

  /// Sends octets.
  @Override
  public WireClient send(byte[] octets) {
    link.write(octets);
    return this;
  }

  /// Sends octets to a peer that may have closed the connection.
  ///
  /// @return false if it has
  public boolean trySend(String octets) {
    return link.tryWrite(Wire.octets(octets));
  }

  /// Sends as many octets as the operating system accepts without waiting, for a server that has
  /// stopped reading.
  ///
  /// @return the number of octets sent
  public int sendSome(byte[] octets) {
    return link.writeSome(octets);
  }

  /// Sets the approximate size of the operating system's receive buffer.
  public WireClient receiveBuffer(int octets) {
    link.receiveBuffer(octets);
    return this;
  }

  /// Reads one response, interim or final, to a method other than HEAD and CONNECT.
  @Override
  public WireResponse readResponse() {
    return responses.read("GET");
  }

  /// Reads one response to `method`, which decides whether the response has a body.
  @Override
  public WireResponse readResponse(String method) {
    return responses.read(method);
  }

  /// Reads one final response and checks its status. An interim response fails, so a test that
  /// causes one has to expect it.
  @Override
  public WireResponse expectResponse(int status) {
    return expectResponse("GET", status);
  }

  /// Like [#expectResponse(int)], for a method such as HEAD.
  @Override
  public WireResponse expectResponse(String method, int status) {
    WireResponse response = responses.read(method);
    if (response.status() != status) {
      throw link.failure("expected " + status + ", not " + response.status());
    }
    return response;
  }

  /// Like [#expectResponse(int)], and checks the whole body.
  @Override
  public WireResponse expectResponse(int status, String body) {
    WireResponse response = expectResponse(status);
    if (!response.text().equals(body)) {
      throw link.failure("expected the body \"" + Wire.escape(body) + "\"");
    }
    return response;
  }

  /// Reads one interim response (1xx).
  @Override
  public WireResponse expectInterim(int status) {
    if (status / 100 != 1) {
      throw new IllegalArgumentException("no interim status: " + status);
    }
    return expectResponse(status);
  }

  @Override
  public WireClient expectContinue() {
    return expect("HTTP/1.1 100 Continue\r\n\r\n");
  }

  /// Reads the head of a response with this status, and none of its content.
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
        throw link.failure("octet " + i + " differs from \"" + Wire.escape(octets) + "\"");
      }
    }
    return this;
  }

  /// Reads a line, and returns it without its CRLF.
  public String readLine() {
    return responses.line("a line");
  }

  /// Reads exactly `count` octets.
  public String readOctets(int count) {
    return Wire.text(responses.exactly(count));
  }

  /// Reads until the connection is closed or reset, for a response that is cut short.
  @Override
  public String readToCut() {
    StringBuilder octets = new StringBuilder();
    while (link.awaitInput() == Link.State.OPEN) {
      octets.append((char) link.read());
    }
    return octets.toString();
  }

  /// Reads until the connection is reset or, with TLS, ends without `close_notify`.
  public String readToReset() {
    String octets = readToCut();
    if (link.awaitInput() != Link.State.RESET) {
      throw link.failure("expected a reset, not an orderly close");
    }
    return octets;
  }

  /// Reads until the peer closes its side.
  public String readToEnd() {
    StringBuilder octets = new StringBuilder();
    for (int octet = link.read(); octet >= 0; octet = link.read()) {
      octets.append((char) octet);
    }
    return octets.toString();
  }

  /// Waits until the peer closes its side in an orderly way, and checks that it sends nothing
  /// before.
  public WireClient expectClosed() {
    if (link.read() >= 0) {
      throw link.failure("expected the end of the connection, not more octets");
    }
    return this;
  }

  /// Waits until the connection is closed or reset, and checks that the peer sends nothing before.
  public WireClient expectGone() {
    if (link.awaitInput() == Link.State.OPEN) {
      throw link.failure("expected the end of the connection, not more octets");
    }
    return this;
  }

  /// Checks that the peer has seen all octets, and neither responds nor closes.
  ///
  /// @param barrier a barrier of the same server
  public WireClient expectIdle(Barrier barrier) {
    barrier.pass();
    return expectNothing();
  }

  /// Like [#expectIdle(Barrier)], for many clients after one pass of a barrier.
  public WireClient expectNothing() {
    if (hasInput()) {
      throw link.failure("expected silence");
    }
    return this;
  }

  /// Checks that the peer neither sends nor closes for `time`, for servers without a [Barrier].
  /// This proves less, and takes that time.
  public WireClient expectIdle(Duration time) {
    if (!link.staysSilent(time)) {
      link.receive();
      throw link.failure("expected silence for " + time);
    }
    return this;
  }

  /// Waits until octets can be read. A reset fails.
  ///
  /// @return false if the peer has closed its side
  public boolean awaitInput() {
    return switch (link.awaitInput()) {
      case OPEN -> true;
      case ENDED -> false;
      case RESET -> throw link.failure("the connection was reset");
    };
  }

  /// Waits until octets can be read, from a peer that may close the connection at any time.
  ///
  /// @return false if the connection was closed or reset
  public boolean awaitResponse() {
    return link.awaitInput() == Link.State.OPEN;
  }

  /// Waits for `time`, or less if octets arrive, for a client that is slow on purpose.
  public WireClient awaitNothing(Duration time) {
    boolean _ = link.staysSilent(time);
    return this;
  }

  /// Whether octets, or the end, can be read now without waiting.
  public boolean hasInput() {
    return link.hasInput() || link.receive() != Link.State.OPEN;
  }

  /// Closes this side. Responses can still be read.
  @Override
  public WireClient halfClose() {
    link.halfClose();
    return this;
  }

  /// Resets the connection.
  @Override
  public void reset() {
    link.reset();
  }

  /// Creates an error with this message and the transcript.
  @Override
  public AssertionError failure(String message) {
    return link.failure(message);
  }

  /// The octets sent and received so far, escaped.
  public String transcript() {
    return link.transcript().toString();
  }

  @Override
  public void close() {
    link.close();
  }
}
