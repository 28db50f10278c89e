package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Carrier;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.semantics.FileContent;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One stream, which carries one request. What the driver knows of it lies in [StreamState]; what
/// is here is for any thread. A thread that has something for the driver leaves one of its
/// [StreamSignals].
final class Http2Stream extends StreamSignals implements Carrier {
  private final Http2Connection connection;
  private final Http2Head head;
  private final ServerRequest request;

  /// Set before the request is handed on.
  private Incoming body = WholeBody.empty();

  /// What DATA frames bring; null if none come, or all have come. Of the driver.
  private @Nullable StreamInput input;

  /// The stream that has left HTTP; null if it has not.
  private volatile @Nullable Tunnel tunnel;

  /// The content that a thread makes while it is sent; null if there is none.
  private volatile @Nullable StreamOutput output;

  /// The response is there with all of its content.
  private volatile boolean whole;

  /// Made with the first interim response.
  private volatile @Nullable Interims interims;

  /// Why no response can reach the client any more; null if it can.
  private volatile @Nullable IOException gone;

  Http2Stream(Http2Connection connection, int id, Http2Head head) {
    super(id);
    this.connection = connection;
    this.head = head;
    this.request = new ServerRequest(connection.http().dispatcher(), this);
  }

  ServerRequest request() {
    return request;
  }

  // ---- the request

  @Override
  public Http2Head head() {
    return head;
  }

  @Override
  public Incoming body() {
    return body;
  }

  /// The body comes piece by piece.
  void streams(StreamInput incoming) {
    input = incoming;
    body = new StreamBody(this, incoming);
  }

  /// The body is in memory.
  void body(WholeBody whole) {
    input = null;
    body = whole;
  }

  /// The client has opened a tunnel, if the application likes it: DATA are no body.
  void tunnels(StreamInput incoming) {
    input = incoming;
  }

  /// What DATA frames bring; null if none come, or all have come.
  @Nullable StreamInput input() {
    return input;
  }

  Http2Connection owner() {
    return connection;
  }

  @Override
  public ConnectionInfo connection() {
    return connection.info();
  }

  @Override
  public void watchClient() {
    // the driver reads on in any case, and sees when the client leaves
  }

  /// The application wants the body: the client gets more credit, and a `100 Continue` if it waits
  /// for one.
  void bodyRequested() {
    if (head.continues() && !request.isResponded()) {
      try {
        sendInterim(new Status(100), Headers.empty());
      } catch (IOException _) {
        // the body fails for the same reason
      }
    }
    signal(CREDIT);
  }

  void tellRefused(Rule rule) {
    connection.http().dispatcher().events().refused(connection.io(), rule.status(), rule, request);
  }

  @Override
  void post() {
    connection.signals().post(this);
  }

  // ---- the response

  @Override
  public void sendInterim(Status status, Headers fields) throws IOException {
    checkClient();
    Interims queue = interims;
    if (queue == null) {
      synchronized (this) {
        queue = interims;
        if (queue == null) {
          queue = new Interims();
          interims = queue;
        }
      }
    }
    queue.add(new Interims.Interim(status, fields), connection.progress());
    signal(INTERIM);
  }

  /// The next interim response that waits; null if there is none.
  Interims.@Nullable Interim nextInterim() {
    Interims queue = interims;
    return queue == null ? null : queue.poll();
  }

  private void checkClient() throws IOException {
    IOException cause = gone;
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
  }

  /// Content in memory is with the system when this returns, as far as the socket and the windows
  /// take it: the caller waits for the driver, but not for the client. A handler that calls this on
  /// a driver hands its loop over. A driver whose handler has returned the response does not wait.
  @Override
  public void send() {
    keepTunnelShut();
    if (ContentPump.isFor(request.response().body())) {
      sendSoon();
      awaitFile();
    } else if (Driver.isOnLoop()) {
      sendWhole();
    } else {
      Driver.beforeBlocking();
      whole = true;
      signalAndWait(RESPONSE);
    }
  }

  /// Waits until the driver has read the file that it was left, if it was left one.
  private void awaitFile() {
    StreamOutput out = output;
    if (out == null || !out.hasFile()) {
      return;
    }
    Driver.beforeBlocking();
    try {
      out.awaitFile();
    } catch (IOException e) {
      broken(e);
    }
  }

  /// The driver reads files, so no thread waits for the client.
  @Override
  public boolean takesThread(Response response) {
    return ContentPump.isFor(response.body())
        && (!FileContent.isIn(response.body()) || !response.trailerNames().isEmpty());
  }

  @Override
  public void sendSoon() {
    keepTunnelShut();
    if (!ContentPump.isFor(request.response().body())) {
      sendWhole();
      return;
    }
    try {
      new StreamedResponse(this).send();
    } catch (Throwable e) {
      broken(e);
    }
  }

  /// The response is there with all of its content.
  void sendWhole() {
    whole = true;
    signal(RESPONSE);
  }

  /// The response was given on the driver, which goes on with it at once if its content is in
  /// memory. Other content is sent on a thread of its own. For the driver.
  ///
  /// @return whether the response is there
  boolean isWholeHere() {
    keepTunnelShut();
    whole = !ContentPump.isFor(request.response().body());
    if (!whole) {
      connection.http().dispatcher().pump(request);
    }
    return whole;
  }

  /// Whether the response is there with all of its content.
  boolean isWhole() {
    return whole;
  }

  @Override
  public Outgoing begin() throws IOException {
    checkClient();
    return keepTunnelShut() ? open(ResponseForm.EMPTY) : open();
  }

  Outgoing open() throws IOException {
    Response response = request.response();
    return open(ResponseForm.of(head.method(), response, response.body().length()));
  }

  private Outgoing open(ResponseForm form) {
    var opened = new StreamOutput(form);
    sends(opened);
    return new StreamContent(this, opened);
  }

  private void sends(StreamOutput opened) {
    output = opened;
    IOException cause = gone;
    if (cause != null) {
      opened.cut(cause);
    }
  }

  /// Forgets content of which nothing has left.
  void discard() {
    output = null;
  }

  /// The content that is made while it is sent; null if there is none.
  @Nullable StreamOutput output() {
    return output;
  }

  /// The content broke off: the client must not take what it got for the whole.
  void broken(Throwable cause) {
    StreamOutput out = output;
    if (gone == null && (out == null || !out.isLost())) {
      request.failed(cause);
    }
    request.cut(cause);
    signal(RESET);
  }

  // ---- the end

  /// Whether no response can reach the client any more.
  boolean isGone() {
    return gone != null;
  }

  /// No response can reach the client any more: wakes the threads that wait for it. For the driver,
  /// or once the connection is closed for any thread.
  void forget(IOException cause) {
    gone = cause;
    StreamInput input = input();
    if (input != null) {
      input.fail(cause);
    }
    StreamOutput out = output;
    if (out != null) {
      out.cut(cause);
    }
    Interims queue = interims;
    if (queue != null) {
      queue.close();
    }
    if (!localEnded) {
      clientLeft();
    }
    Tunnel left = tunnel;
    if (left != null) {
      left.lost(cause);
    }
    request.cut(cause);
  }

  /// The client has left, and has not got the whole response. Nothing happens to a request that has
  /// left HTTP.
  void clientLeft() {
    if (tunnel == null) {
      request.clientLeft();
    }
  }

  /// Cuts the request again if it has got a response since it was forgotten.
  void cutIfForgotten() {
    wakeSender();
    IOException cause = gone;
    if (cause != null) {
      request.cut(cause);
    }
  }

  // ---- leaving HTTP

  @Override
  public Optional<ProtocolSwitch> offered(String protocol) {
    return head.isTunnel() && head.protocol().equalsIgnoreCase(protocol)
        ? Optional.of(this::switches)
        : Optional.empty();
  }

  /// Responds with 200, and opens the tunnel behind it.
  private Tunnel switches(Headers fields) throws IOException {
    checkClient();
    request.response(Response.status(200).withHeaders(fields));
    StreamInput incoming = Objects.requireNonNull(input, "DATA come on a tunnel");
    var opened = new Tunnel(head.protocol(), this, incoming, connection.http().dispatcher());
    tunnel = opened;
    sends(opened.outgoing());
    IOException cause = gone;
    if (cause != null) {
      opened.lost(cause);
      checkClient();
    }
    signal(CONTENT | CREDIT);
    return opened;
  }

  /// Whether what the client sends is of use: not behind the response, unless it is a tunnel.
  boolean takesData() {
    Tunnel open = tunnel;
    return open == null ? !localEnded : open.isOpen();
  }

  /// The stream that has left HTTP; null if it has not.
  @Nullable Tunnel tunnel() {
    return tunnel;
  }

  /// Makes a response of the application one that leaves the tunnel shut, if the application has
  /// not opened it.
  ///
  /// @return whether the response is another one now
  private boolean keepTunnelShut() {
    Response given = request.response();
    Response sent = TunnelRefusal.of(head, given);
    if (sent == given) {
      return false;
    }
    request.response(sent);
    return true;
  }

  @Override
  public void cutSwitched() {
    Tunnel open = tunnel;
    if (open != null && open.isOpen()) { // else it has ended in order
      open.abort();
    }
  }

  @Override
  public String toString() {
    return "Http2Stream[" + id() + ", " + request + "]";
  }
}
