package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.MemoryTally;
import io.github.tinyhttp.exchange.Carrier;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.exchange.LibraryResponses;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.exchange.SocketConnectionInfo;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.semantics.SmallContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries one request of a connection: its place in the pipeline, its body, and the way of its
/// response.
final class PipelinedCarrier extends Pipeline.Place implements Carrier {
  private final Http1Connection connection;
  private final Head head;
  private final ServerRequest request;
  private @Nullable Incoming body;

  /// The content of the response, while it is pumped.
  private volatile @Nullable ResponseBodyStream outgoing;

  PipelinedCarrier(Http1Connection connection, Dispatcher dispatcher, Head head) {
    this.connection = connection;
    this.head = head;
    this.request = new ServerRequest(dispatcher, this);
  }

  ServerRequest request() {
    return request;
  }

  // ---- the request

  @Override
  public Head head() {
    return head;
  }

  @Override
  public Incoming body() {
    Incoming known = body;
    if (known == null) {
      known = WholeBody.empty();
      body = known;
    }
    return known;
  }

  /// How many bytes of memory the request holds.
  long heldBytes() {
    Incoming known = body;
    return head.size() + (known == null ? 0 : known.heldBytes());
  }

  /// How many bytes of content the response has in memory. For a request that has its response.
  int contentBytes() {
    return response().body().isInMemory() ? response().body().bytes().length : 0;
  }

  /// Adds the content of the response. For a request that has its response.
  void tallyContent(MemoryTally tally) {
    if (response().body().isInMemory()) {
      tally.content(response().body().bytes());
    }
  }

  void body(Incoming content) {
    body = content;
  }

  /// The body, if it is still on its way.
  @Nullable BodyStream stream() {
    return body instanceof BodyStream stream ? stream : null;
  }

  @Override
  public ConnectionInfo connection() {
    return new SocketConnectionInfo(connection.io());
  }

  /// Tells the client to send the body it has announced.
  void sendContinue() throws IOException {
    ResponseBodyStream response = outgoing;
    if (response != null) {
      response.sendContinue();
    } else if (!request.isResponded()) {
      new InterimWriter(connection.writer()).send(this, new Status(100), Headers.empty());
    }
  }

  /// Whether the client asked for a `100 Continue` and has got none.
  boolean owesContinue() {
    BodyStream stream = stream();
    return head.expectation() == Head.Expectation.CONTINUE
        && (stream == null || !stream.isContinued());
  }

  /// Whether no thread that works on this request reads from the connection. For any thread.
  boolean leavesInputAlone() {
    BodyStream source = stream();
    return source == null || source.isComplete();
  }

  /// Whether the request has to be alone on its connection. Only safe methods may be handled side
  /// by side (RFC 9112 §9.3.2), and only if they leave the input of the connection alone.
  boolean isExclusive() {
    return !head.method().isSafe() || stream() != null || head.upgrade();
  }

  /// How many requests may be in flight before this one when it is handed on.
  int mostBefore() {
    // the server that is to end begins nothing more: the response before is the last one then
    boolean alone = connection.http().dispatcher().isDraining() || isExclusive();
    return alone ? 0 : connection.http().limits().pipelined() - 1;
  }

  /// Whether no input has to be expected behind this request.
  ///
  /// Only an old client may not have counted the line end it sends after a body, RFC 9112 §2.2; a
  /// reset must not be what it gets for that. A client that sends more although it has said that it
  /// will not, meets a reset after a small response, which it has already. A large one may still be
  /// on its way, and would be lost.
  boolean isLastOfClient() {
    return !head.persistent()
        && (head.framing() instanceof BodyFraming.None || body != null && body.isWhole())
        && SmallContent.isIn(request.response().body())
        && (head.version() == HttpVersion.HTTP_1_1 || head.framing() instanceof BodyFraming.None);
  }

  @Override
  public void watchClient() {
    connection.input().watchClient();
  }

  // ---- the response

  @Override
  public void sendInterim(Status status, Headers fields) throws IOException {
    if (head.version() == HttpVersion.HTTP_1_1) { // RFC 9110 §15.2
      new InterimWriter(connection.writer()).send(this, status, fields);
    }
  }

  @Override
  public void send() {
    connection.writer().send(this);
  }

  @Override
  public void sendSoon() {
    connection.writer().sendSoon(this);
  }

  @Override
  public Outgoing begin() throws IOException {
    awaitTurn();
    return connection.writer().begin(this);
  }

  /// Waits for the turn of content that the calling thread writes. A thread that is interrupted
  /// meanwhile gives its turn up, but does not cut the responses before it.
  private void awaitTurn() throws IOException {
    try {
      connection.pipeline().awaitTurn(this);
    } catch (InterruptedIOException e) {
      request.response(LibraryResponses.internalError().withConnectionClose());
      send();
      throw e;
    } catch (IOException e) {
      connection.writer().breakOff(e);
      throw e;
    }
  }

  /// The content of the response is pumped from now on.
  void outgoing(ResponseBodyStream stream) {
    outgoing = stream;
  }

  Response response() {
    return request.response();
  }

  // ---- leaving HTTP

  @Override
  public Optional<ProtocolSwitch> offered(String protocol) {
    BodyStream source = stream();
    return source == null || source.isFinished()
        ? Http1Switch.offered(head, protocol)
            .map(spelled -> new Http1Switch(connection, this, spelled))
        : Optional.empty();
  }

  @Override
  public void cutSwitched() {
    Connection io = connection.io();
    if (!io.isClosed()) { // else it has ended in order
      io.abort();
    }
  }
}
