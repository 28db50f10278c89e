package io.github.tinyhttp.http1;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.MultipartLimits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.syntax.FieldRules;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request on its way through the application, its body and its answer, and its place in the
/// order of answers.
final class Exchange extends ReceivedRequest {
  private static final VarHandle ANSWERED;

  static {
    try {
      ANSWERED = MethodHandles.lookup().findVarHandle(Exchange.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long since;

  /// Its body, if it has one or somebody has asked.
  private @Nullable RequestContent content;

  /// The answer is written, or never will be.
  private boolean over;

  private boolean continued;
  private volatile @Nullable ResponseBodyStream answerStream;
  private volatile boolean answered;
  private volatile @Nullable DisconnectCallbacks departure;
  private @Nullable UpgradedConnection upgraded;

  /// Set by whoever has set `answered`.
  private @Nullable Response response;

  /// What the application has given, of which `response` was made.
  private @Nullable Response given;

  /// The place in the order of answers; guarded by [Answers].
  @Nullable Exchange next;

  boolean isReady;

  Exchange(Http1Connection connection, Head head) {
    super(connection, head);
  }

  // ---- for the connection

  /// When the request was handed on.
  long since() {
    return since;
  }

  void since(long time) {
    since = time;
  }

  RequestContent content() {
    RequestContent known = content;
    if (known == null) {
      known = new RequestContent(this, connection.http().options().limits().body());
      content = known;
    }
    return known;
  }

  /// A body that is still on its way.
  @Nullable BodyStream stream() {
    RequestContent known = content;
    return known == null ? null : known.stream();
  }

  /// Tells the client to send the body it has announced.
  void sayContinue() throws IOException {
    ResponseBodyStream answer = answerStream;
    if (answer != null) {
      answer.sayContinue();
    } else if (!answered) {
      continued = true;
      connection.answers().interim(this, new Status(100), Headers.empty());
    }
  }

  /// Whether the client asked for a `100 Continue` and got none.
  boolean owesContinue() {
    return head.expectation() == Head.Expectation.CONTINUE && !continued;
  }

  /// Whether a failure is only that the client went away while its body was read.
  boolean brokeOff(Throwable e) {
    BodyStream source = stream();
    return source != null
        && (source.hasFailedBy(e) || e.getCause() != null && source.hasFailedBy(e.getCause()));
  }

  /// The answer is streamed from now on.
  void answerStream(ResponseBodyStream stream) {
    answerStream = stream;
  }

  @Nullable ResponseBodyStream answerStream() {
    return answerStream;
  }

  /// Makes the caller the one who answers; false if somebody else is.
  boolean claim() {
    return ANSWERED.compareAndSet(this, false, true);
  }

  /// Keeps the answer of the one who has claimed.
  void response(Response answer) {
    response = answer;
  }

  Response response() {
    Response given = response;
    if (given == null) {
      throw new IllegalStateException("there is no answer yet");
    }
    return given;
  }

  /// Keeps what the application has given, to select from it again.
  void given(Response answer) {
    given = answer;
  }

  Response given() {
    Response kept = given;
    return kept == null ? response() : kept;
  }

  boolean giveUnlessAnswered(Response answer) {
    if (!claim()) {
      return false;
    }
    response = answer;
    connection.answers().answered(this);
    return true;
  }

  /// The request is over: its answer is written, or never will be. May be called more than once.
  void release() {
    over = true;
    RequestContent used = content;
    if (used != null) {
      used.release();
    }
  }

  /// Whether the answer is written, or never will be.
  boolean isOver() {
    return over;
  }

  /// Whether nothing behind this request has to be expected. Only an old client may not have
  /// counted the line end it sends after a body, RFC 9112 §2.2; what it gets for that must not be a
  /// reset. One that sends more although it has said that it will not, meets a reset, too: after a
  /// small answer, which it has already. A large one may be on its way still, and then would be
  /// lost.
  boolean isLastOfClient() {
    return !head.persistent()
        && stream() == null
        && Answers.isSmall(response())
        && (version() == HttpVersion.HTTP_1_1 || head.framing() instanceof BodyFraming.None);
  }

  /// Whether nobody who works on this request reads from the connection. For any thread.
  boolean leavesInputAlone() {
    BodyStream source = stream();
    return !head.upgrade() && (source == null || source.isComplete());
  }

  /// The client is gone, and has not got the whole answer.
  void lost() {
    departure().happen();
  }

  private synchronized DisconnectCallbacks departure() {
    DisconnectCallbacks known = departure;
    if (known == null) {
      known = new DisconnectCallbacks();
      departure = known;
    }
    return known;
  }

  // ---- for the application

  @Override
  public InputStream body() {
    return content().body();
  }

  @Override
  public InputStream decodedBody() throws IOException {
    return content().decoded();
  }

  @Override
  public byte[] bytes() throws IOException {
    return content().bytes();
  }

  @Override
  public String text() throws IOException {
    return content().text();
  }

  @Override
  public Form form() throws IOException {
    return content().form();
  }

  @Override
  public Multipart multipart(MultipartLimits limits) throws IOException {
    if (over) { // nobody would delete its files
      throw new IOException("the request has been answered, its body is gone");
    }
    return content().multipart(limits);
  }

  @Override
  public Headers trailers() {
    return content().trailers();
  }

  @Override
  public boolean isAnswered() {
    return answered;
  }

  @Override
  public boolean isConnected() {
    return !observed().hasHappened() && !connection.io().isClosed();
  }

  @Override
  public void onDisconnect(Runnable action) {
    observed().tell(action);
  }

  private DisconnectCallbacks observed() {
    boolean first = departure == null;
    DisconnectCallbacks observed = departure();
    if (first) {
      connection.lookOut();
    }
    return observed;
  }

  @Override
  public void respond(Response answer) {
    Objects.requireNonNull(answer, "answer");
    if (answered || !giveUnlessAnswered(connection.http().select(this, answer))) {
      throw answeredAlready();
    }
  }

  @Override
  public void respond(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    if (answered) {
      throw answeredAlready();
    }
    Response answer = connection.http().call(this, handler);
    if (answer != null) {
      boolean _ = giveUnlessAnswered(answer);
    }
  }

  private static IllegalStateException answeredAlready() {
    return new IllegalStateException("the request has been answered already");
  }

  @Override
  public void inform(int code, Headers fields) throws IOException {
    if (code < 102 || code > 199) {
      throw new IllegalArgumentException("an interim answer is 102 to 199, not " + code);
    }
    for (Headers.Field field : fields) {
      if (FieldRules.isOurs(field.name())) {
        throw new IllegalArgumentException(field.name() + " is written by the library");
      }
    }
    if (answered) {
      throw answeredAlready();
    }
    if (version() == HttpVersion.HTTP_1_1) { // RFC 9110 §15.2
      connection.answers().interim(this, new Status(code), fields);
    }
  }

  @Override
  public Upgrade upgrade(String protocol, Response fields) throws IOException {
    var change = new ProtocolSwitch(connection, this, protocol);
    if (!claim()) {
      throw answeredAlready();
    }
    response = fields;
    UpgradedConnection taken = change.perform(fields.headers());
    upgraded = taken;
    return taken;
  }

  /// The handler has failed, and may have left behind a connection that nobody cares for.
  void cutUpgraded() {
    UpgradedConnection taken = upgraded;
    if (taken != null) {
      taken.cut();
    }
  }

  @Override
  public void close() {
    giveUnlessAnswered(FaultReply.internalError());
  }
}
