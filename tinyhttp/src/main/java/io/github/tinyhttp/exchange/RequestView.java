package io.github.tinyhttp.exchange;

import io.github.tinyhttp.AttributeKey;
import io.github.tinyhttp.Cookie;
import io.github.tinyhttp.Form;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Validators;
import io.github.tinyhttp.semantics.Cookies;
import io.github.tinyhttp.semantics.FormBody;
import io.github.tinyhttp.semantics.Preconditions;
import io.github.tinyhttp.semantics.Preferences;
import io.github.tinyhttp.semantics.SavedBody;
import io.github.tinyhttp.semantics.TargetUri;
import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.tls.TlsSession;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// What an application may ask of a request: its head, where it came from, and its body. None of
/// the questions about head and origin waits or changes anything; strings are made when they are
/// asked for. What becomes of the request is the matter of [ServerRequest].
abstract sealed class RequestView implements Request permits WatchedRequest {
  final Carrier carrier;
  private @Nullable Headers headers;
  private @Nullable RequestOrigin origin;

  /// The body in the forms the application asked for. Volatile for [#releaseBody()]: either it
  /// finds what was made, or the maker finds the end.
  private volatile @Nullable RequestBody body;

  RequestView(Carrier carrier) {
    this.carrier = carrier;
  }

  /// Takes what proxies say of the request, if they are trusted.
  ///
  /// @return whether that is well formed
  public boolean takesForwarding(Proxies proxies) {
    Optional<RequestOrigin> told = RequestOrigin.of(this, carrier.connection(), proxies);
    origin = told.orElse(null);
    return told.isPresent();
  }

  /// The most bytes of a body that is taken as a whole.
  abstract int bodyLimit();

  /// What becomes of the request, for those who watch; null if there are none.
  public abstract @Nullable RequestRecord record();

  @Override
  public final <T> Optional<T> attribute(AttributeKey<T> key) {
    if (!RequestEvent.OF_REQUEST.equals(key)) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // the same key, so T is RequestEvent
    T event = (T) record();
    return Optional.ofNullable(event);
  }

  final RequestBody content() {
    RequestBody known = body;
    if (known == null) {
      known = new RequestBody(this, carrier.body());
      body = known;
    }
    return known;
  }

  /// Whether a trusted proxy speaks for the client.
  final boolean isForwarded() {
    RequestOrigin known = origin;
    return known != null && known.isForwarded();
  }

  private RequestOrigin origin() {
    RequestOrigin known = origin;
    return known != null ? known : RequestOrigin.direct(this, carrier.connection());
  }

  /// Why no code can read the rest of the body; null if it can, or none has tried.
  final @Nullable IOException bodyFailure() {
    RequestBody used = body;
    return used == null ? null : used.failure();
  }

  /// Deletes the temporary files of the request.
  final void releaseBody() {
    RequestBody used = body;
    if (used != null) {
      used.release();
    }
  }

  // ---- the head

  @Override
  public HttpMethod method() {
    return carrier.head().method();
  }

  @Override
  public HttpVersion version() {
    return carrier.head().version();
  }

  @Override
  public String target() {
    return carrier.head().target();
  }

  @Override
  public String path() {
    return PercentCoding.decode(rawPath());
  }

  @Override
  public String rawPath() {
    return carrier.head().rawPath();
  }

  @Override
  public List<String> segments() {
    return PercentCoding.segments(rawPath());
  }

  @Override
  public Optional<String> query() {
    return carrier.head().query();
  }

  @Override
  public Optional<String> authority() {
    return carrier.head().authority();
  }

  @Override
  public Headers headers() {
    Headers known = headers;
    if (known == null) {
      known = carrier.head().headers();
      headers = known;
    }
    return known;
  }

  @Override
  public Optional<String> header(String name) {
    return carrier.head().header(name);
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
  public List<Cookie> cookieList() {
    return Cookies.of(this);
  }

  @Override
  public Optional<Response> precondition(Validators current) {
    return Preconditions.refusal(this, current);
  }

  @Override
  public OptionalLong contentLength() {
    return carrier.head().contentLength();
  }

  // ---- where it came from

  @Override
  public SocketAddress remoteAddress() {
    return carrier.connection().endpoints().remote();
  }

  @Override
  public SocketAddress localAddress() {
    return carrier.connection().endpoints().local();
  }

  @Override
  public Optional<ProxyHeader> proxyHeader() {
    return origin().proxyHeader();
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    return carrier.connection().endpoints().credentials();
  }

  @Override
  public SocketAddress clientAddress() {
    return origin().client();
  }

  @Override
  public String scheme() {
    return origin().scheme();
  }

  @Override
  public Optional<String> host() {
    return origin().host();
  }

  @Override
  public URI uri() {
    return TargetUri.of(this);
  }

  @Override
  public boolean isSecure() {
    return carrier.connection().isSecure();
  }

  @Override
  public Optional<TlsSession> tls() {
    return carrier.connection().tls();
  }

  // ---- the body

  @Override
  public InputStream body() {
    return content().body();
  }

  @Override
  public void readTimeout(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time cannot be " + time);
    }
    carrier.body().readTimeout(time.isZero() ? Clock.NEVER : TimeUnit.NANOSECONDS.convert(time));
  }

  @Override
  public InputStream decodedBody() throws IOException {
    return content().decoded();
  }

  @Override
  public byte[] bytes() throws IOException {
    return content().bytes(bodyLimit());
  }

  @Override
  public byte[] bytes(int most) throws IOException {
    return content().bytes(most);
  }

  @Override
  public String text() throws IOException {
    return content().text(bodyLimit());
  }

  @Override
  public String text(int most) throws IOException {
    return content().text(most);
  }

  @Override
  public Form form(Charset fallback) throws IOException {
    return FormBody.of(this, FormLimits.defaults(), bodyLimit(), fallback);
  }

  @Override
  public Form form(FormLimits limits, Charset fallback) throws IOException {
    return FormBody.of(this, limits, limits.memory(), fallback);
  }

  @Override
  public long saveTo(Path file, long most) throws IOException {
    return SavedBody.save(this, file, most);
  }

  @Override
  public Headers trailers() {
    return content().trailers();
  }

  @Override
  public final String toString() {
    return method() + " " + target() + " " + version();
  }

  @Override
  public boolean offersUpgrade(String protocol) {
    return carrier.offered(protocol).isPresent();
  }
}
