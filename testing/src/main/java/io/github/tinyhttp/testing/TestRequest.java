package io.github.tinyhttp.testing;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ProxyHeader;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.Endpoints;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.Intake;
import io.github.tinyhttp.exchange.WholeBody;
import io.github.tinyhttp.http1.DetachedHead;
import io.github.tinyhttp.tls.TlsSession;
import io.github.tinyhttp.wire.ProxyProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request made by hand, to test a [Handler] without a server or a socket.
///
/// ```java
/// TestResponse response =
///     TestRequest.post("/notes", "hello").withHeader("Accept", "text/plain").sendTo(handler);
/// assert response.status().code() == 201;
/// ```
///
/// What a server does happens here, too: the head is read and checked by the same rules, the
/// handler gets the library's own request, and the response is selected, coded and framed as for a
/// client at the other end of a socket. Only time stands still.
///
/// By default it is HTTP/1.1 from 127.0.0.1:23456 to 127.0.0.1:80, in the clear, with `Host:
/// localhost`, for a server with default options. `Content-Length` is added where there is content;
/// content with trailers is chunked. Immutable, and good for any number of exchanges.
public final class TestRequest {
  private static final int CLIENT_PORT = 23456;

  // Changed only in a copy that no other thread has seen, see with(Consumer).
  private HttpMethod method;
  private String target;
  private byte[] content;
  private Headers headers = Headers.of("Host", "localhost");
  private Headers trailers = Headers.empty();
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private SocketAddress remote = loopback(CLIENT_PORT);
  private @Nullable TlsSession tls;
  private @Nullable ProxyHeader proxyHeader;
  private ServerOptions options = ServerOptions.defaults();
  private byte[] switchedInput = {};

  private TestRequest(HttpMethod method, String target, byte[] content) {
    this.method = method;
    this.target = target;
    this.content = content;
  }

  private TestRequest(TestRequest other) {
    method = other.method;
    target = other.target;
    content = other.content;
    headers = other.headers;
    trailers = other.trailers;
    version = other.version;
    remote = other.remote;
    tls = other.tls;
    proxyHeader = other.proxyHeader;
    options = other.options;
    switchedInput = other.switchedInput;
  }

  private static SocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// A GET without content.
  ///
  /// @throws IllegalArgumentException as [#of]
  public static TestRequest get(String target) {
    return of("GET", target, new byte[0]);
  }

  /// A POST of text in UTF-8.
  ///
  /// @throws IllegalArgumentException as [#of]
  public static TestRequest post(String target, String text) {
    return of("POST", target, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Any request.
  ///
  /// @param method a token
  /// @param target as it stands in the request line, and so in ASCII: `/a%20b` for `/a b`
  /// @param content is copied; empty for none
  /// @throws IllegalArgumentException if the method is no token, or the target has a character that
  ///   no target has. What else a server refuses shows in [#start()].
  public static TestRequest of(String method, String target, byte[] content) {
    if (target.isEmpty() || target.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw new IllegalArgumentException("not a request target: '" + target + "'");
    }
    return new TestRequest(HttpMethod.of(method), target, content.clone());
  }

  private TestRequest with(Consumer<TestRequest> change) {
    var copy = new TestRequest(this);
    change.accept(copy);
    return copy;
  }

  /// With one header field of that name, in place of those there are.
  ///
  /// @throws IllegalArgumentException for what is no field name or value
  public TestRequest withHeader(String name, String value) {
    return with(copy -> copy.headers = headers.with(name, value));
  }

  /// With one more header field.
  ///
  /// @throws IllegalArgumentException for what is no field name or value
  public TestRequest withAddedHeader(String name, String value) {
    return with(copy -> copy.headers = headers.withAdded(name, value));
  }

  /// Without the header fields of that name.
  public TestRequest withoutHeader(String name) {
    return with(copy -> copy.headers = headers.without(name));
  }

  /// With trailer fields behind its content, which is chunked then (RFC 9112 §7.1.2).
  public TestRequest withTrailers(Headers fields) {
    return with(copy -> copy.trailers = fields);
  }

  /// In another version of HTTP.
  public TestRequest withVersion(HttpVersion spoken) {
    return with(copy -> copy.version = spoken);
  }

  /// From another address.
  public TestRequest withRemoteAddress(SocketAddress address) {
    return with(copy -> copy.remote = address);
  }

  /// Over TLS 1.3, to port 443.
  public TestRequest withHttps() {
    return withTls(
        new TlsSession(
            "TLSv1.3", "TLS_AES_128_GCM_SHA256", List.of(), Optional.empty(), Optional.empty()));
  }

  /// Over TLS, to port 443.
  public TestRequest withTls(TlsSession session) {
    return with(copy -> copy.tls = session);
  }

  /// Through a proxy that speaks the PROXY protocol; its addresses take the place of the
  /// connection's.
  public TestRequest withProxyHeader(ProxyHeader header) {
    return with(copy -> copy.proxyHeader = header);
  }

  /// To a server that trusts these proxies, so that the fields of forwarded requests count.
  public TestRequest withProxies(Proxies trusted) {
    return withOptions(options.withProxies(trusted));
  }

  /// To a server with these options. Times, threads and numbers of connections do not count.
  public TestRequest withOptions(ServerOptions server) {
    return with(copy -> copy.options = server);
  }

  /// With the bytes that the client sends after a switch of protocols; after them it ends its side.
  ///
  /// @param input is copied
  public TestRequest withSwitchedInput(byte[] input) {
    byte[] own = input.clone();
    return with(copy -> copy.switchedInput = own);
  }

  /// Has a handler respond, on this thread, and waits for the whole response: up to 10 seconds
  /// longer than the handler takes, if another thread gives it.
  ///
  /// An [io.github.tinyhttp.HttpException] is a response, as are the responses that the library
  /// gives by itself, such as that to `OPTIONS *`.
  ///
  /// @throws IllegalArgumentException if a server refuses the request before a handler sees it
  /// @throws Exception anything else that the handler or the content of its response has thrown. A
  ///   server would respond with 500, or cut the connection, and log it.
  public TestResponse sendTo(Handler handler) throws Exception {
    return start().handleWith(handler);
  }

  /// Starts an exchange: hands out the request, and shows what becomes of it.
  ///
  /// @throws IllegalArgumentException if a server refuses the request before a handler sees it
  public TestExchange start() {
    DetachedHead head = DetachedHead.read(head(), options.limits(), tls != null);
    long announced = head.request().contentLength().orElse(content.length);
    if (announced != content.length) {
      throw new IllegalArgumentException(
          "Content-Length is %d for %d bytes".formatted(announced, content.length));
    }
    var connection = new MemoryConnection(endpoints(), Optional.ofNullable(tls), new ClientSide());
    var dispatcher =
        new Dispatcher(options, Set.of(), new Intake.ToHandler(_ -> Response.status(500)));
    var carrier =
        new MemoryCarrier(
            head,
            new WholeBody(content.clone(), trailers),
            connection,
            dispatcher,
            options.name(),
            switchedInput);
    if (options.proxies().isPresent()
        && !carrier.request().takesForwarding(options.proxies().get())) {
      throw new IllegalArgumentException(
          "a server refuses this request: what the trusted proxy says of it is malformed");
    }
    carrier.request().begin(0);
    return new TestExchange(carrier);
  }

  private byte[] head() {
    var text = new StringBuilder(256).append(this).append("\r\n");
    for (Headers.Field field : framed()) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The fields, with those that frame the content.
  private Headers framed() {
    if (headers.contains("Content-Length") || headers.contains("Transfer-Encoding")) {
      return headers;
    }
    if (!trailers.isEmpty()) {
      return headers.withAdded("Transfer-Encoding", "chunked");
    }
    return content.length == 0
        ? headers
        : headers.withAdded("Content-Length", Integer.toString(content.length));
  }

  private Endpoints endpoints() {
    return Endpoints.of(
        remote,
        loopback(tls == null ? 80 : 443),
        Optional.ofNullable(proxyHeader).map(TestRequest::header));
  }

  private static ProxyProtocol.Header header(ProxyHeader header) {
    Optional<ProxyProtocol.Addresses> ends =
        header
            .source()
            .flatMap(
                source ->
                    header
                        .destination()
                        .map(destination -> new ProxyProtocol.Addresses(source, destination)));
    return new ProxyProtocol.Header(
        ends,
        header.values().stream()
            .map(value -> new ProxyProtocol.Value(value.type(), value.bytes()))
            .toList());
  }

  /// The request line.
  @Override
  public String toString() {
    return method + " " + target + " " + version;
  }
}
