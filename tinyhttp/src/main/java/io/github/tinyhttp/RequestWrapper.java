package io.github.tinyhttp;

import io.github.tinyhttp.tls.TlsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.UnixDomainPrincipal;

/// A request that forwards every call to another one: to be extended by requests that differ in a
/// few points, such as one whose path has lost a prefix.
///
/// ```java
/// public final class Mounted extends RequestWrapper {
///   private final String prefix;
///
///   Mounted(Request request, String prefix) {
///     super(request);
///     this.prefix = prefix;
///   }
///
///   @Override
///   public String rawPath() {
///     return super.rawPath().substring(prefix.length());
///   }
/// }
/// ```
///
/// Each method is forwarded by itself: to override [#rawPath()] does not change [#path()]. Only
/// [#respond(Handler)] gives the handler this request, not the other one. For as many threads as
/// the other request.
public abstract class RequestWrapper implements Request {
  private final Request request;

  /// Forwards to `request`.
  protected RequestWrapper(Request request) {
    this.request = Objects.requireNonNull(request, "request");
  }

  /// The request that calls are forwarded to.
  protected final Request wrapped() {
    return request;
  }

  @Override
  public HttpMethod method() {
    return request.method();
  }

  @Override
  public String target() {
    return request.target();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String rawPath() {
    return request.rawPath();
  }

  @Override
  public List<String> segments() {
    return request.segments();
  }

  @Override
  public Optional<String> query() {
    return request.query();
  }

  @Override
  public Map<String, List<String>> queryParameters() {
    return request.queryParameters();
  }

  @Override
  public Map<String, List<String>> queryParameters(Charset fallback) {
    return request.queryParameters(fallback);
  }

  @Override
  public Optional<String> queryParameter(String name) {
    return request.queryParameter(name);
  }

  @Override
  public Optional<String> authority() {
    return request.authority();
  }

  @Override
  public HttpVersion version() {
    return request.version();
  }

  @Override
  public Headers headers() {
    return request.headers();
  }

  @Override
  public Optional<String> header(String name) {
    return request.header(name);
  }

  @Override
  public Optional<MediaType> contentType() {
    return request.contentType();
  }

  @Override
  public Optional<String> accepts(String... offers) {
    return request.accepts(offers);
  }

  @Override
  public Optional<String> language(String... offers) {
    return request.language(offers);
  }

  @Override
  public List<Cookie> cookieList() {
    return request.cookieList();
  }

  @Override
  public Map<String, List<String>> cookies() {
    return request.cookies();
  }

  @Override
  public Optional<String> cookie(String name) {
    return request.cookie(name);
  }

  @Override
  public Optional<String> decodedCookie(String name) {
    return request.decodedCookie(name);
  }

  @Override
  public Optional<String> lastEventId() {
    return request.lastEventId();
  }

  @Override
  public OptionalLong contentLength() {
    return request.contentLength();
  }

  @Override
  public InputStream body() {
    return request.body();
  }

  @Override
  public void readTimeout(Duration time) {
    request.readTimeout(time);
  }

  @Override
  public InputStream decodedBody() throws IOException {
    return request.decodedBody();
  }

  @Override
  public byte[] bytes() throws IOException {
    return request.bytes();
  }

  @Override
  public byte[] bytes(int most) throws IOException {
    return request.bytes(most);
  }

  @Override
  public String text() throws IOException {
    return request.text();
  }

  @Override
  public String text(int most) throws IOException {
    return request.text(most);
  }

  @Override
  public Form form() throws IOException {
    return request.form();
  }

  @Override
  public Form form(Charset fallback) throws IOException {
    return request.form(fallback);
  }

  @Override
  public Form form(FormLimits limits) throws IOException {
    return request.form(limits);
  }

  @Override
  public Form form(FormLimits limits, Charset fallback) throws IOException {
    return request.form(limits, fallback);
  }

  @Override
  public Multipart multipart() throws IOException {
    return request.multipart();
  }

  @Override
  public Multipart multipart(FormLimits limits) throws IOException {
    return request.multipart(limits);
  }

  @Override
  public long saveTo(Path file) throws IOException {
    return request.saveTo(file);
  }

  @Override
  public long saveTo(Path file, long most) throws IOException {
    return request.saveTo(file, most);
  }

  @Override
  public Headers trailers() {
    return request.trailers();
  }

  @Override
  public SocketAddress remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return request.localAddress();
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return request.proxyHeader();
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return request.peerCredentials();
  }

  @Override
  public SocketAddress clientAddress() {
    return request.clientAddress();
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public Optional<String> host() {
    return request.host();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public boolean isSecure() {
    return request.isSecure();
  }

  @Override
  public Optional<TlsSession> tls() {
    return request.tls();
  }

  @Override
  public boolean isResponded() {
    return request.isResponded();
  }

  @Override
  public <T> Optional<T> attribute(AttributeKey<T> key) {
    return request.attribute(key);
  }

  @Override
  public boolean isConnected() {
    return request.isConnected();
  }

  @Override
  public void onDisconnect(Runnable action) {
    request.onDisconnect(action);
  }

  @Override
  public Optional<Response> precondition(Validators current) {
    return request.precondition(current);
  }

  @Override
  public void respond(Response response) {
    request.respond(response);
  }

  @Override
  public OutputStream begin(Response head) throws IOException {
    return request.begin(head);
  }

  @Override
  public OutputStream begin(Response head, long length) throws IOException {
    return request.begin(head, length);
  }

  @Override
  public void respond(Handler handler) {
    request.respond(_ -> handler.handle(this));
  }

  @Override
  public void inform(int code, Headers headers) throws IOException {
    request.inform(code, headers);
  }

  @Override
  public boolean offersUpgrade(String protocol) {
    return request.offersUpgrade(protocol);
  }

  @Override
  public Upgrade upgrade(String protocol, Response response) throws IOException {
    return request.upgrade(protocol, response);
  }

  @Override
  public void close() {
    request.close();
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
