package io.github.tinyhttp.testing;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.exchange.Carrier;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.FailureCauses;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.OwnErrors;
import io.github.tinyhttp.exchange.PumpedResponse;
import io.github.tinyhttp.exchange.RequestHead;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.http1.DetachedHead;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Carries one request without a socket. Its body is there from the beginning, it is always its
/// turn, and its client takes everything at once.
final class MemoryCarrier implements Carrier {
  private final DetachedHead head;
  private final WholeBody body;
  private final MemoryConnection connection;
  private final ClientSide client;
  private final Dispatcher dispatcher;
  private final Optional<String> serverName;

  /// The bytes that the client sends after a switch of protocols.
  private final byte[] switchedInput;

  private final ServerRequest request;
  private volatile @Nullable MemoryUpgrade switched;

  MemoryCarrier(
      DetachedHead head,
      WholeBody body,
      MemoryConnection connection,
      Dispatcher dispatcher,
      Optional<String> serverName,
      byte[] switchedInput) {
    this.head = head;
    this.body = body;
    this.connection = connection;
    this.client = connection.client();
    this.dispatcher = dispatcher;
    this.serverName = serverName;
    this.switchedInput = switchedInput;
    this.request = new ServerRequest(dispatcher, this);
  }

  ServerRequest request() {
    return request;
  }

  ClientSide client() {
    return client;
  }

  // ---- the request

  @Override
  public RequestHead head() {
    return head.request();
  }

  @Override
  public Incoming body() {
    return body;
  }

  @Override
  public ConnectionInfo connection() {
    return connection;
  }

  @Override
  public void watchClient() {
    // the client says itself when it leaves
  }

  /// Lets a handler respond, unless the library does so itself.
  void handleWith(Handler handler) {
    if (dispatcher.isOwn(request, head.isServerWide(), Optional.empty())) {
      OwnErrors.send(request);
    } else {
      request.respond(handler);
    }
  }

  // ---- the response

  @Override
  public void sendInterim(Status status, Headers fields) throws IOException {
    if (head().version() == HttpVersion.HTTP_1_1) { // RFC 9110 §15.2
      client.interim(status, fields);
    }
  }

  @Override
  public void send() {
    if (client.isGone()) {
      cut(new IOException("the client is gone"));
    } else if (ContentPump.isFor(request.response().body())) {
      pump();
    } else {
      sendWhole();
    }
  }

  /// Sends a response whose content is in memory.
  private void sendWhole() {
    try {
      MemoryOutgoing out = open();
      ContentPump.pump(request.response().body(), out);
      out.finish();
    } catch (Exception | Error e) { // of the application's trailers
      client.failed(e);
      cut(e);
    }
  }

  /// Sends a response whose content is read or made while it is sent.
  private void pump() {
    try {
      new Pumped().send();
    } catch (IOException | RuntimeException | Error e) {
      cut(e);
    }
  }

  /// Sends the response over this carrier.
  private final class Pumped extends PumpedResponse {
    Pumped() {
      super(request);
    }

    @Override
    protected Outgoing open() throws IOException {
      return MemoryCarrier.this.open();
    }

    @Override
    protected void discard() {
      // what was collected is forgotten with its stream
    }

    @Override
    protected void ended(Outgoing out) {
      MemoryCarrier.this.ended();
    }

    @Override
    protected void broken(Outgoing out, Throwable cause) {
      MemoryCarrier.this.broken(cause);
    }

    @Override
    protected boolean isClientGone() {
      return client.isGone();
    }

    @Override
    protected void sendInstead(Throwable cause) {
      if (FailureCauses.faultIn(cause) == null) {
        client.failed(cause);
      }
      sendWhole();
    }
  }

  private MemoryOutgoing open() throws IOException {
    Response response = request.response();
    return new MemoryOutgoing(
        this, response, head.frame(response, response.body().length(), serverName));
  }

  @Override
  public Outgoing begin() throws IOException {
    if (client.isGone()) {
      client.end();
      throw new IOException("the client is gone");
    }
    return open();
  }

  // ---- the end

  /// The client has the whole response.
  void ended() {
    request.sent();
    client.end();
  }

  /// The content broke off after part of the response has left.
  void broken(Throwable cause) {
    if (!client.isGone()) {
      client.failed(cause);
      request.failed(cause);
    }
    cut(cause);
  }

  private void cut(Throwable cause) {
    request.cut(cause);
    client.end();
  }

  /// The client leaves. Nothing happens if it has the whole response.
  void disconnect() {
    if (client.leaves()) {
      request.clientLeft();
      if (request.isResponded()) {
        cut(new IOException("the client has left"));
      }
    }
  }

  /// Content goes on until it is ended.
  void begins(Body.EndlessWriter content) {
    dispatcher.endless().begins(content);
    request.onDisconnect(content::probe); // to fail where it is written
  }

  void ends(Body.EndlessWriter content) {
    dispatcher.endless().ends(content);
  }

  // ---- leaving HTTP

  @Override
  public Optional<ProtocolSwitch> offered(String protocol) {
    return head.offered(protocol).map(this::switchTo);
  }

  private ProtocolSwitch switchTo(String spelled) {
    return fields -> {
      Headers sent =
          fields
              .without("Upgrade")
              .withAdded("Upgrade", spelled)
              .withAdded("Connection", "upgrade");
      client.head(new Status(101), sent);
      client.complete(Headers.empty());
      client.end();
      var upgrade = new MemoryUpgrade(spelled, dispatcher, request, switchedInput, client);
      switched = upgrade;
      return upgrade;
    };
  }

  @Override
  public void cutSwitched() {
    MemoryUpgrade taken = switched;
    if (taken != null) {
      taken.close();
    }
  }
}
