package io.github.tinyhttp;

import io.github.tinyhttp.semantics.Cookies;
import io.github.tinyhttp.semantics.DecodedBody;
import io.github.tinyhttp.semantics.FormBody;
import io.github.tinyhttp.semantics.FormParts;
import io.github.tinyhttp.semantics.Preconditions;
import io.github.tinyhttp.semantics.Preferences;
import io.github.tinyhttp.semantics.SavedBody;
import io.github.tinyhttp.semantics.TextBody;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.tls.TlsSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// A request made by hand, to test a [Handler] without a server or a socket. It keeps what it is
/// answered with.
///
/// ```java
/// var request = TestRequest.post("/notes", "hello").withHeader("Accept", "text/plain");
/// Response response = handler.handle(request);
/// ```
///
/// By default it is HTTP/1.1 from 127.0.0.1:23456 to 127.0.0.1:80, not secure, with a `Host`. Not
/// for use by several threads at once.
public final class TestRequest implements Request {
  private final HttpMethod method;
  private final String target;
  private final byte[] content;
  private Headers headers = Headers.of("Host", "localhost");
  private Headers trailers = Headers.empty();
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private SocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 23456);
  private @Nullable TlsSession tls;
  private @Nullable SocketAddress client;
  private @Nullable ProxyHeader proxyHeader;
  private @Nullable InputStream body;
  private @Nullable InputStream decoded;
  private @Nullable Multipart multipart;
  private @Nullable Response answer;
  private boolean disconnected;
  private final List<Runnable> disconnectActions = new ArrayList<>();
  private final List<Status> interim = new ArrayList<>();
  private final ByteArrayOutputStream upgraded = new ByteArrayOutputStream();

  private TestRequest(HttpMethod method, String target, byte[] content) {
    this.method = method;
    this.target = target;
    this.content = content;
    if (content.length > 0) {
      headers = headers.withAdded("Content-Length", Integer.toString(content.length));
    }
  }

  /// A GET without a body.
  public static TestRequest get(String target) {
    return of("GET", target, new byte[0]);
  }

  /// A POST of text in UTF-8.
  public static TestRequest post(String target, String text) {
    return of("POST", target, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Any request.
  ///
  /// @param method a token
  /// @param target what stands in the request line, and so in ASCII: `/a%20b` for `/a b`
  /// @param body the content, empty for none
  /// @throws IllegalArgumentException if the method is no token, or no client can send that target
  public static TestRequest of(String method, String target, byte[] body) {
    if (target.isEmpty() || target.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw new IllegalArgumentException("no target that is sent: " + Ascii.printable(target));
    }
    return new TestRequest(HttpMethod.of(method), target, body.clone());
  }

  /// Adds a header field.
  ///
  /// @throws IllegalArgumentException as [Headers#withAdded(String, String)]
  public TestRequest withHeader(String name, String value) {
    headers = headers.withAdded(name, value);
    return this;
  }

  /// Sets the trailer fields.
  public TestRequest withTrailers(Headers fields) {
    trailers = fields;
    return this;
  }

  /// Sets the version.
  public TestRequest withVersion(HttpVersion spoken) {
    version = spoken;
    return this;
  }

  /// Sets the client's address.
  public TestRequest withRemoteAddress(SocketAddress address) {
    remote = address;
    return this;
  }

  /// Makes it a request that a client made whom trusted proxies have told of.
  public TestRequest withClient(SocketAddress address) {
    client = address;
    return this;
  }

  /// Makes it a request that came through a proxy which speaks the PROXY protocol.
  public TestRequest withProxyHeader(ProxyHeader header) {
    proxyHeader = header;
    return this;
  }

  /// Makes it a request that came over TLS 1.3.
  public TestRequest withHttps() {
    return withTls(
        new TlsSession(
            "TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(), Optional.empty(), Optional.empty()));
  }

  /// Makes it a request that came over TLS.
  public TestRequest withTls(TlsSession session) {
    tls = session;
    return this;
  }

  /// Lets the client leave: runs on this thread what was given to [#onDisconnect(Runnable)], unless
  /// there is an answer.
  public void disconnect() {
    if (!disconnected && answer == null) {
      disconnected = true;
      disconnectActions.forEach(Runnable::run);
    }
  }

  /// What it was answered with through [#respond(Response)] or [#close()].
  public Optional<Response> answer() {
    return Optional.ofNullable(answer);
  }

  /// The interim answers it got.
  public List<Status> interimAnswers() {
    return List.copyOf(interim);
  }

  /// What was written to it after an upgrade.
  public byte[] upgradedOutput() {
    return upgraded.toByteArray();
  }

  @Override
  public HttpMethod method() {
    return method;
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String path() {
    return PercentCoding.decode(rawPath());
  }

  @Override
  public String rawPath() {
    int mark = target.indexOf('?');
    return mark < 0 ? target : target.substring(0, mark);
  }

  @Override
  public Optional<String> query() {
    int mark = target.indexOf('?');
    return mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
  }

  @Override
  public Map<String, List<String>> queryParameters() {
    return query().map(PercentCoding::parameters).orElse(Map.of());
  }

  @Override
  public Optional<String> authority() {
    return headers.first("Host");
  }

  @Override
  public HttpVersion version() {
    return version;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  @Override
  public Optional<String> accepts(String... offers) {
    return Preferences.mediaType(this, List.of(offers));
  }

  @Override
  public Optional<String> language(String... offers) {
    return Preferences.language(this, List.of(offers));
  }

  @Override
  public Map<String, List<String>> cookies() {
    return Cookies.of(this);
  }

  @Override
  public Optional<Response> precondition(Validators current) {
    return Preconditions.refusal(this, current);
  }

  @Override
  public long saveTo(Path file, long most) throws IOException {
    return SavedBody.save(this, file, most);
  }

  @Override
  public OptionalLong contentLength() {
    return OptionalLong.of(content.length);
  }

  @Override
  public InputStream body() {
    InputStream known = body;
    if (known == null) {
      known = new ByteArrayInputStream(content);
      body = known;
    }
    return known;
  }

  @Override
  public InputStream decodedBody() throws IOException {
    InputStream known = decoded;
    if (known == null) {
      known = DecodedBody.of(this);
      decoded = known;
    }
    return known;
  }

  @Override
  public byte[] bytes() throws IOException {
    byte[] bytes = body().readAllBytes();
    if (bytes.length > Limits.defaults().body()) {
      throw new HttpException(413, "the body is too large");
    }
    return bytes;
  }

  @Override
  public String text() throws IOException {
    byte[] decodedBytes = DecodedBody.bytes(this, Limits.defaults().body());
    return TextBody.decode(decodedBytes, header("Content-Type").orElse(""));
  }

  @Override
  public Form form() throws IOException {
    return FormBody.of(this, Limits.defaults().body());
  }

  @Override
  public Multipart multipart(MultipartLimits limits) throws IOException {
    Multipart known = multipart;
    if (known == null) {
      known = FormParts.of(this, limits);
      multipart = known;
    }
    return known;
  }

  @Override
  public Headers trailers() {
    return trailers;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), tls != null ? 443 : 80);
  }

  @Override
  public SocketAddress clientAddress() {
    SocketAddress told = client;
    return told == null ? remote : told;
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return Optional.ofNullable(proxyHeader);
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return Optional.empty();
  }

  @Override
  public boolean isSecure() {
    return tls != null;
  }

  @Override
  public Optional<TlsSession> tls() {
    return Optional.ofNullable(tls);
  }

  @Override
  public boolean isResponded() {
    return answer != null;
  }

  @Override
  public boolean isConnected() {
    return !disconnected;
  }

  @Override
  public void onDisconnect(Runnable action) {
    if (disconnected) {
      action.run();
    } else {
      disconnectActions.add(action);
    }
  }

  @Override
  public void respond(Response response) {
    if (answer != null) {
      throw new IllegalStateException("the request has been answered already");
    }
    answer = response;
  }

  @Override
  public OutputStream begin(Response head) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OutputStream begin(Response head, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void respond(Handler handler) {
    if (answer != null) {
      throw new IllegalStateException("the request has been answered already");
    }
    answer = answerOf(handler);
  }

  private Response answerOf(Handler handler) {
    try {
      Response made = handler.handle(this);
      Response given = made == null || made.isHandled() || answer != null ? answer : made;
      return given == null ? Response.status(500) : given;
    } catch (HttpException e) {
      return answer == null ? e.response() : answer;
    } catch (Exception e) {
      return answer == null ? Response.status(500) : answer;
    }
  }

  @Override
  public void inform(int code, Headers fields) {
    interim.add(new Status(code));
  }

  @Override
  public Upgrade upgrade(String protocol, Response response) {
    if (headers.elements("Upgrade").stream().noneMatch(protocol::equalsIgnoreCase)) {
      throw new IllegalArgumentException("the client did not offer " + protocol);
    }
    answer = response;
    return new TestUpgrade(protocol, body(), upgraded);
  }

  @Override
  public void close() {
    if (answer == null) {
      answer = Response.text("the server failed\n").withStatus(500);
    }
    if (multipart != null) {
      multipart.close();
    }
  }

  @Override
  public String toString() {
    return method + " " + target + " " + version;
  }
}
