package io.github.tinyhttp.http2;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.exchange.Carrier;
import io.github.tinyhttp.exchange.ConnectionInfo;
import io.github.tinyhttp.exchange.ContentPump;
import io.github.tinyhttp.exchange.Incoming;
import io.github.tinyhttp.exchange.Outgoing;
import io.github.tinyhttp.exchange.PumpedResponse;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One stream, which carries one request. What the driver knows of it lies in [StreamState]; what
/// is here is for any thread. A thread that has something for the driver leaves a signal, and the
/// driver looks what it is.
final class Http2Stream extends StreamState implements Carrier {
  /// A response with its content in memory.
  static final int RESPONSE = 1;

  /// Content that is made while it is sent, or its end.
  static final int CONTENT = 2;

  /// The application has taken a part of the body.
  static final int CREDIT = 4;

  /// An interim response.
  static final int INTERIM = 8;

  /// The stream is to be reset, as its content broke off.
  static final int RESET = 16;

  /// A thread that has lost the loop meanwhile is done with reading the file of this stream.
  static final int READ = 32;

  /// How long a thread waits for the driver at most, in nanoseconds: far longer than a driver takes
  /// to come, unless the machine stands still.
  private static final long MOST_WAIT = 2_000_000_000L;

  private static final VarHandle SIGNALS;

  static {
    try {
      SIGNALS = MethodHandles.lookup().findVarHandle(Http2Stream.class, "signals", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Http2Connection connection;
  private final Http2Head head;
  private final ServerRequest request;

  /// What the driver is to look at. A stream whose value is not zero is in the queue of the
  /// connection, or is being looked at.
  @SuppressWarnings("unused") // through its handle
  private volatile int signals;

  /// Set before the request is handed on.
  private Incoming body = WholeBody.empty();

  /// The content that a thread makes while it is sent; null if there is none.
  private volatile @Nullable StreamOutput output;

  /// The response is there with all of its content.
  private volatile boolean whole;

  /// The thread that waits for its response to leave; null if none does.
  private volatile @Nullable Thread sender;

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

  void body(Incoming incoming) {
    body = incoming;
  }

  /// The body, if it is still on its way, or came piece by piece.
  @Nullable StreamInput input() {
    return body instanceof StreamInput input ? input : null;
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
    connection.tellRefused(rule);
  }

  // ---- signals

  /// Lets the driver look at this stream.
  void signal(int what) {
    if ((int) SIGNALS.getAndBitwiseOr(this, what) == 0) {
      connection.signals().post(this);
    }
  }

  /// What the driver is to look at now. For the driver.
  int takeSignals() {
    return (int) SIGNALS.getAndSet(this, 0);
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
  /// take it: the caller waits for the driver, but not for the client. A driver inside of a handler
  /// does not wait, since it goes on with the loop, or has lost it.
  @Override
  public void send() {
    Thread caller = Thread.currentThread();
    if (ContentPump.isFor(request.response().body()) || caller instanceof Driver) {
      sendSoon();
      return;
    }
    sender = caller;
    sendSoon();
    long end = Clock.now() + MOST_WAIT;
    for (long left = MOST_WAIT; sender != null && left > 0; left = end - Clock.now()) {
      LockSupport.parkNanos(this, left);
      if (caller.isInterrupted()) {
        break; // the response leaves all the same
      }
    }
    sender = null;
  }

  /// The driver has sent what it could, or will never send it.
  void wakeSender() {
    Thread waiting = sender;
    if (waiting != null) {
      sender = null;
      LockSupport.unpark(waiting);
    }
  }

  /// Whether a thread waits for the response to leave.
  boolean hasSender() {
    return sender != null;
  }

  @Override
  public void sendSoon() {
    if (!ContentPump.isFor(request.response().body())) {
      whole = true;
      signal(RESPONSE);
      return;
    }
    try {
      new StreamedResponse().send();
    } catch (IOException | RuntimeException | Error e) {
      broken(e);
    }
  }

  /// The handler has given a response on the driver, which goes on with it at once if its content
  /// is in memory. Other content is sent on a thread of its own. For the driver.
  ///
  /// @return whether the response is there
  boolean isWholeHere() {
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
    return open();
  }

  private StreamOutput open() throws IOException {
    Response response = request.response();
    ResponseForm form = ResponseForm.of(head.method(), response, response.body().length());
    var opened = new StreamOutput(this, form, connection.progress());
    output = opened;
    IOException cause = gone;
    if (cause != null) {
      opened.cut(cause);
    }
    return opened;
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

  void begins(Body.EndlessWriter content) {
    connection.http().dispatcher().begins(content);
    request.onDisconnect(content::probe); // to fail where it is written
  }

  void ends(Body.EndlessWriter content) {
    connection.http().dispatcher().ends(content);
  }

  /// A response whose content is made while it is sent.
  private final class StreamedResponse extends PumpedResponse {
    StreamedResponse() {
      super(request);
    }

    @Override
    protected Outgoing open() throws IOException {
      return Http2Stream.this.open();
    }

    @Override
    protected void discard() {
      output = null;
    }

    @Override
    protected void ended(Outgoing out) {
      // the driver tells when it is sent
    }

    @Override
    protected void broken(Outgoing out, Throwable cause) {
      Http2Stream.this.broken(cause);
    }

    @Override
    protected boolean isClientGone() {
      return gone != null;
    }

    @Override
    protected void sendInstead(Throwable cause) {
      whole = true;
      signal(RESPONSE);
    }
  }

  // ---- the end

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
      request.clientLeft();
    }
    request.cut(cause);
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
    return Optional.empty();
  }

  @Override
  public void cutSwitched() {
    signal(RESET);
  }

  @Override
  public String toString() {
    return "Http2Stream[" + id() + ", " + request + "]";
  }
}
