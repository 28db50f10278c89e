package io.github.tinyhttp.http1;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Method;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.MultipartLimits;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.TlsSession;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.semantics.FieldRules;
import io.github.tinyhttp.semantics.Forwarding;
import io.github.tinyhttp.wire.Ascii;
import io.github.tinyhttp.wire.PercentCoding;
import io.github.tinyhttp.wire.ProxyProtocol;
import io.github.tinyhttp.wire.TlsTransport;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// A request on its way through the application, and its place in the order of answers.
final class Exchange implements Request {
  private static final VarHandle ANSWERED;

  static {
    try {
      ANSWERED = MethodHandles.lookup().findVarHandle(Exchange.class, "answered", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Http1Connection connection;
  private final Head head;
  private long since;

  /// What proxies have said that are trusted.
  private @Nullable Forwarding forwarding;

  /// Its body, if it has one or somebody has asked.
  private @Nullable RequestContent content;

  /// The answer is written, or never will be.
  private boolean over;

  private boolean continued;
  private volatile @Nullable AnswerStream answerStream;
  private @Nullable Headers headers;
  private volatile boolean answered;
  private volatile @Nullable Departure departure;
  private @Nullable UpgradedConnection upgraded;

  /// Set by whoever has set `answered`.
  private @Nullable Response response;

  /// What the application has given, of which `response` was made.
  private @Nullable Response given;

  /// The place in the order of answers; guarded by [Answers].
  @Nullable Exchange next;

  boolean isReady;

  Exchange(Http1Connection connection, Head head) {
    this.connection = connection;
    this.head = head;
  }

  // ---- for the connection

  Head head() {
    return head;
  }

  /// Takes what proxies say of the request, if they are to be believed.
  void look(Proxies proxies) throws PeerFault {
    SocketAddress peer = remoteAddress();
    if (!proxies.trusts(peer)) {
      return;
    }
    Forwarding told = Forwarding.of(proxies, peer, headers()).orElse(null);
    if (told == null || !told.host().stream().allMatch(Host::isHost)) {
      throw new PeerFault(Rule.FORWARDED);
    }
    forwarding = told;
  }

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

  /// Its `100 Continue` is on its way.
  void continued() {
    continued = true;
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
  void answerStream(AnswerStream stream) {
    answerStream = stream;
  }

  @Nullable AnswerStream answerStream() {
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

  /// Whether nobody who works on this request reads from the connection. For any thread.
  boolean leavesInputAlone() {
    BodyStream source = stream();
    return !head.upgrade() && (source == null || source.isComplete());
  }

  /// The client is gone, and has not got the whole answer.
  void lost() {
    departure().happen();
  }

  private synchronized Departure departure() {
    Departure known = departure;
    if (known == null) {
      known = new Departure();
      departure = known;
    }
    return known;
  }

  // ---- for the application

  @Override
  public Method method() {
    return head.method();
  }

  @Override
  public String url() {
    return Ascii.latin(head.bytes(), head.target().start(), head.target().end());
  }

  @Override
  public String path() {
    return PercentCoding.decode(rawPath());
  }

  @Override
  public String rawPath() {
    Target target = head.target();
    if (target.pathStart() == target.pathEnd() && !method().equals(Method.CONNECT)) {
      return target.isServerWide(head.bytes(), method()) ? "*" : "/"; // of http://host?query
    }
    return Ascii.latin(head.bytes(), target.pathStart(), target.pathEnd());
  }

  @Override
  public Optional<String> query() {
    Target target = head.target();
    return target.pathEnd() < target.end()
        ? Optional.of(Ascii.latin(head.bytes(), target.pathEnd() + 1, target.end()))
        : Optional.empty();
  }

  @Override
  public Map<String, List<String>> queryParameters() {
    return query().map(PercentCoding::parameters).orElse(Map.of());
  }

  @Override
  public Optional<String> authority() {
    Target target = head.target();
    if (target.hasAuthority()) {
      // RFC 9112 §3.2.2: the Host field does not count then
      return Optional.of(Ascii.latin(head.bytes(), target.authorityStart(), target.authorityEnd()));
    }
    return head.header("host").filter(host -> !host.isEmpty());
  }

  @Override
  public HttpVersion version() {
    return head.version();
  }

  @Override
  public Headers headers() {
    Headers known = headers;
    if (known == null) {
      known = head.headers();
      headers = known;
    }
    return known;
  }

  @Override
  public Optional<String> header(String name) {
    return head.header(name);
  }

  @Override
  public OptionalLong contentLength() {
    return switch (head.framing()) {
      case BodyFraming.None _ -> OptionalLong.of(0);
      case BodyFraming.Sized(long length) -> OptionalLong.of(length);
      case BodyFraming.Chunked _ -> OptionalLong.empty();
    };
  }

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
  public SocketAddress remoteAddress() {
    return connection.io().remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return connection.io().localAddress();
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return connection
        .io()
        .proxyHeader()
        .map(
            header ->
                new ProxyHeader(
                    header.ends().map(ProxyProtocol.Ends::source),
                    header.ends().map(ProxyProtocol.Ends::destination),
                    header.values().stream()
                        .map(value -> new ProxyHeader.Value(value.type(), value.bytes()))
                        .toList()));
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return connection.io().peerCredentials();
  }

  @Override
  public SocketAddress client() {
    Forwarding told = forwarding;
    return told == null ? remoteAddress() : told.client();
  }

  @Override
  public String scheme() {
    Forwarding told = forwarding;
    return told == null ? Request.super.scheme() : told.scheme().orElseGet(Request.super::scheme);
  }

  @Override
  public Optional<String> host() {
    Forwarding told = forwarding;
    return told == null ? authority() : told.host().or(this::authority);
  }

  @Override
  public boolean isSecure() {
    return connection.io().tls() != null;
  }

  @Override
  public Optional<TlsSession> tls() {
    return Optional.ofNullable(connection.io().tls()).map(Exchange::session);
  }

  private static TlsSession session(TlsTransport tls) {
    return new TlsSession(
        tls.session().getProtocol(),
        tls.session().getCipherSuite(),
        tls.peerCertificates(),
        tls.serverName(),
        tls.applicationProtocol());
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

  private Departure observed() {
    boolean first = departure == null;
    Departure observed = departure();
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
    String offered = offered(protocol);
    BodyStream source = stream();
    if (source != null && !source.isFinished()) {
      throw new IllegalStateException("the body has to be read before the protocol is switched");
    }
    if (!claim()) {
      throw answeredAlready();
    }
    response = fields;
    UpgradedConnection taken = connection.answers().upgrade(this, offered, fields.headers());
    upgraded = taken;
    return taken;
  }

  /// A protocol as the client has spelled it.
  private String offered(String protocol) {
    List<String> offers = head.upgrade() ? head.elements("upgrade") : List.of();
    for (String offer : offers) {
      if (offer.equalsIgnoreCase(protocol)) {
        return offer;
      }
    }
    throw new IllegalArgumentException("the client did not offer " + Ascii.printable(protocol));
  }

  /// The handler has failed, and may have left behind a connection that nobody cares for.
  void closeUpgraded() {
    UpgradedConnection taken = upgraded;
    if (taken != null) {
      taken.close();
    }
  }

  @Override
  public void close() {
    giveUnlessAnswered(FaultReply.internalError());
  }

  @Override
  public String toString() {
    return method() + " " + url() + " " + version();
  }
}
