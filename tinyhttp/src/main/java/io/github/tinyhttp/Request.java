package io.github.tinyhttp;

import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.tls.TlsSession;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.net.UnixDomainPrincipal;

/// A request of a client, and the way to respond to it.
///
/// A request may be handed to any thread, but only one thread at a time may use it. It gets exactly
/// one response: the one that a [Handler] returns, or that is given to [#respond(Response)],
/// [#begin(Response)] or [#upgrade(String, Response)]. A request that is closed without a response
/// gets a 500.
///
/// An application may respond in any order to requests that came on one connection. The library
/// sends the responses in the order of the requests.
///
/// The library reads and decodes a body only when the application asks for it.
///
/// The artifact `tinyhttp-testing` makes requests by hand, without a server.
public interface Request extends RequestContent, AutoCloseable {
  /// The method.
  HttpMethod method();

  /// The request target as it was sent (RFC 9112 §3.2): mostly a path with a query, sometimes `*`
  /// or a whole URI. It is visible ASCII; `"`, `<`, `>` and other bytes in a query are escaped.
  String target();

  /// The path, percent-decoded as UTF-8: `/a b` for `/a%20b?x=1`, `*` for `OPTIONS *`, empty for
  /// CONNECT. Dot segments stay as they are, and an encoded slash becomes a slash, so code that
  /// maps paths to files must check where they lead; [io.github.tinyhttp.files.FileHandler] does.
  String path();

  /// The path as it was sent, still percent-encoded.
  String rawPath();

  /// The segments of the path: [#rawPath()] without its first slash, split at the others, and each
  /// percent-decoded by itself, so that an encoded slash stays within its segment. For routers.
  ///
  /// `["a/b", "c"]` for `/a%2Fb/c`, `["a", ""]` for `/a/`, and none for `/`, `*` and CONNECT. Dot
  /// segments stay as they are.
  List<String> segments();

  /// What follows the first question mark of [#target()]; empty if it has none.
  Optional<String> query();

  /// As [#queryParameters(Charset)], with UTF-8.
  default Map<String, List<String>> queryParameters() {
    return queryParameters(StandardCharsets.UTF_8);
  }

  /// The query read as a form: names and their values, decoded, in order. Its bound is
  /// [Limits#requestLine()]; escapes that cannot be decoded stay as they are.
  ///
  /// @param fallback the charset of the escapes, if the query has no parameter `_charset_`: that of
  ///   the page with the form
  default Map<String, List<String>> queryParameters(Charset fallback) {
    return query().map(text -> PercentCoding.parameters(text, fallback)).orElse(Map.of());
  }

  /// The first value of that name in the query.
  default Optional<String> queryParameter(String name) {
    List<String> values = queryParameters().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The host and port that the request names (RFC 9110 §7.2), in a target that is a whole URI or
  /// else in `Host`. Empty if an HTTP/1.0 client named none.
  Optional<String> authority();

  /// The version of the request.
  HttpVersion version();

  /// The header fields.
  Headers headers();

  /// The value of the first header field of that name. Cheaper than [#headers()] for a few fields.
  Optional<String> header(String name);

  /// The value of `Content-Type`; empty if there is none, or it is no media type.
  default Optional<MediaType> contentType() {
    return header("Content-Type").flatMap(MediaType::parse);
  }

  /// The media type of `offers` that the client prefers, by `Accept` (RFC 9110 §12.5.1); the first
  /// of those it prefers equally, and the first of all if it sent no preference. Empty if the
  /// client takes none of them: respond with 406, or with one of them all the same. A response that
  /// depends on this should have the field `Vary: Accept`.
  ///
  /// ```java
  /// String type = request.accepts("text/html", "application/json").orElse("text/html");
  /// ```
  ///
  /// @throws IllegalArgumentException if an offer is no media type
  Optional<String> accepts(String... offers);

  /// The language of `offers` that the client prefers, by `Accept-Language` (RFC 9110 §12.5.4). To
  /// a client that asks for `de-CH`, `de-CH-1996` is as good, and `de` will do (RFC 4647). The
  /// first of all if the client sent no preference, and empty if it takes none of them. A response
  /// that depends on this should have the field `Vary: Accept-Language`.
  ///
  /// @param offers language tags, such as `en` or `pt-BR`
  Optional<String> language(String... offers);

  /// The cookies (RFC 6265) one by one, in the order they came; at most 1,000. Browsers send those
  /// with the longest path first. A client can send anything: names and values are not checked, and
  /// read as UTF-8 where they are that. What has no name is left out.
  List<Cookie> cookieList();

  /// As [#cookieList()], by name.
  default Map<String, List<String>> cookies() {
    return Cookie.byName(cookieList());
  }

  /// The value of the first cookie of that name, as it was sent.
  default Optional<String> cookie(String name) {
    return cookieList().stream()
        .filter(cookie -> cookie.name().equals(name))
        .map(Cookie::value)
        .findFirst();
  }

  /// The text that [SetCookie#encoded(String, String)], or a script with `encodeURIComponent`, has
  /// put into the first cookie of that name. What is no escape in it stays as it is.
  default Optional<String> decodedCookie(String name) {
    return cookie(name).map(PercentCoding::decode);
  }

  /// The id of the last event that the client got of a stream of events that broke off
  /// (`Last-Event-ID`); see [EventStream.Event#id()].
  default Optional<String> lastEventId() {
    return headers().utf8("Last-Event-ID");
  }

  /// The other end of the connection: of the socket, or, where the listener takes the PROXY
  /// protocol, of the connection that the proxy has accepted. A client's end of a Unix-domain
  /// socket mostly has no name, an empty path.
  SocketAddress remoteAddress();

  /// This end of the connection, as [#remoteAddress()].
  SocketAddress localAddress();

  /// What a proxy has told of this connection in the PROXY protocol; empty for a listener that does
  /// not take it.
  Optional<ProxyHeader> proxyHeader();

  /// The user and the group that the process at the other end of a Unix-domain socket had when it
  /// connected; the operating system vouches for them. Empty for other sockets, for a connection
  /// that is closed, and where the system does not tell. The call may look names up.
  Optional<UnixDomainPrincipal> peerCredentials();

  /// The address of the client: [#remoteAddress()], or what trusted proxies tell, see [Proxies].
  /// Its port is 0 if they do not tell it.
  default SocketAddress clientAddress() {
    return remoteAddress();
  }

  /// The scheme by which the client made the request, in lower case, mostly `http` or `https`: what
  /// a trusted proxy tells in its fields or in the PROXY protocol, or else the scheme of this
  /// server's own connection.
  default String scheme() {
    return isSecure() || proxyHeader().flatMap(ProxyHeader::tls).isPresent() ? "https" : "http";
  }

  /// The host, and perhaps the port, by which the client knows this server: what a trusted proxy
  /// tells, see [Proxies], or else [#authority()].
  default Optional<String> host() {
    return authority();
  }

  /// The URI by which the client made the request (RFC 9110 §7.1): [#scheme()], [#host()], the path
  /// and the query. A client that names no host, or one that [URI] does not take, has asked this
  /// end of the connection, by its address. Characters that have no place in a URI, though clients
  /// send them, are percent-encoded.
  ///
  /// The host is the client's word: compare it with the names you know before you build links or
  /// redirects of it.
  URI uri();

  /// Whether the request came over this server's own TLS.
  boolean isSecure();

  /// What TLS has agreed on with the client; empty if the request did not come over it.
  Optional<TlsSession> tls();

  /// Whether the request has a response, sent or not.
  boolean isResponded();

  /// This request with an attribute, in place of the one of that key if there is one. The request
  /// itself stays as it is; both have the same body, and the same response.
  ///
  /// ```java
  /// public static final AttributeKey<String> NOTE = AttributeKey.named("note");
  ///
  /// Response route(Request request) throws Exception {
  ///   var path = request.segments();
  ///   return path.size() == 2 && path.getFirst().equals("notes")
  ///       ? show(request.with(NOTE, path.getLast()))
  ///       : Response.status(404);
  /// }
  ///
  /// Response show(Request request) {
  ///   return Response.text("note " + request.attribute(NOTE).orElseThrow());
  /// }
  /// ```
  default <T> Request with(AttributeKey<T> key, T value) {
    return new AttributedRequest<>(this, key, value);
  }

  /// The value that [#with(AttributeKey, Object)] gave to this request; empty if it has none of
  /// that key.
  default <T> Optional<T> attribute(AttributeKey<T> key) {
    return Optional.empty();
  }

  /// Whether the client is still connected, as far as the server knows; see
  /// [#onDisconnect(Runnable)].
  boolean isConnected();

  /// Runs `action` if the client leaves before it has its whole response, so that the application
  /// can stop working for it: once, on another thread, at once if the client is gone already. Any
  /// thread may call this. Code that writes the content of a response gets an [IOException]
  /// besides.
  ///
  /// A broken connection shows at once. A client that has only shut down its sending side still
  /// gets its response, but looks like one that is gone; so the server sends it a `100 Continue`
  /// now and then, and a client that is gone shows within about a second. That does not work for an
  /// HTTP/1.0 client, nor while an earlier request of the connection has no response. The server
  /// does not look while the body is unread (reading it shows the same), after the client has sent
  /// more than 64 KiB of further requests, or for a request that offers an upgrade.
  void onDisconnect(Runnable action);

  /// Compares the conditions of this request, `If-Match` and its like, with the state of the
  /// resource, in the order of RFC 9110 §13.2.2. A handler that changes something calls this before
  /// it does:
  ///
  /// ```java
  /// var refusal = request.precondition(Validators.of(file));
  /// if (refusal.isPresent()) {
  ///   return refusal.get();
  /// }
  /// ```
  ///
  /// Other threads may change the resource between this call and the change. Where that matters,
  /// both belong in one lock or transaction.
  ///
  /// Handlers of GET and HEAD need not call this: the library compares the conditions with the
  /// `ETag` and `Last-Modified` of a success. A 200 that has neither still satisfies `If-Match: *`,
  /// and becomes a 304 for `If-None-Match: *`. For any other method the library would learn the
  /// state of the resource too late, so it ignores the conditions unless the handler calls this.
  ///
  /// @return the response to give instead, 412, or 304 for GET and HEAD; empty if the handler may
  ///   perform the method
  Optional<Response> precondition(Validators current);

  /// Gives this request its response. If the earlier requests of the connection have theirs, the
  /// calling thread sends it: when this returns, the operating system has what the socket takes of
  /// content in memory, so a program may end then that has responded with a page or two. A response
  /// with content in memory never blocks the caller: what the client does not take at once is sent
  /// later. Other content (a file, a stream, a writer) is sent before this returns. If earlier
  /// responses are missing, another thread sends this one behind them. A client that is gone is no
  /// error here; see [ServerEvents].
  ///
  /// @throws IllegalArgumentException for [Response#handled()], which is for a handler to return
  /// @throws IllegalStateException if the request has a response already; the streams of `response`
  ///   are closed then
  void respond(Response response);

  /// Responds with this head, and gives the calling thread the stream to write the content to: for
  /// code that writes as it goes, such as servlets and templates. Blocks until the earlier requests
  /// of the connection have their responses. What is written leaves when a buffer is full, and on
  /// `flush()`. The caller must call `close()`, which ends the response; a handler then returns
  /// [Response#handled()]. If a handler throws before it has closed the stream, the connection is
  /// cut, so that the client does not take a part for the whole. For that reason the example does
  /// not use `try (…)`, which would close the content of code that fails, too.
  ///
  /// Conditions and compression work as for [#respond(Response)]: a client that has the content
  /// already gets a 304, and what is written then goes nowhere.
  ///
  /// ```java
  /// OutputStream out = request.begin(Response.status(200).withType("text/csv"));
  /// Files.copy(file, out);
  /// out.close(); // the handler then returns Response.handled()
  /// ```
  ///
  /// @param head status and fields, without content
  /// @throws IllegalArgumentException if the head has content
  /// @throws IllegalStateException if the request has a response already
  /// @throws IOException if the client has gone
  OutputStream begin(Response head) throws IOException;

  /// As [#begin(Response)], for content of a known length, which is announced and not compressed.
  ///
  /// @param length in bytes; the response is cut if the content is shorter, and writing more throws
  ///   [IOException]
  OutputStream begin(Response head, long length) throws IOException;

  /// Responds as a server with this handler would, and calls it on this thread. If it throws, the
  /// client gets the status of the [HttpException], or 500, which is logged. For requests that are
  /// received:
  ///
  /// ```java
  /// server.incomingRequests().forEach(received -> received.respond(handler));
  /// ```
  ///
  /// @throws IllegalStateException if the request has a response already
  void respond(Handler handler);

  /// Sends an interim response (RFC 9110 §15.2), such as 103 Early Hints; nothing to an HTTP/1.0
  /// client. Blocks until the earlier requests of the connection have their responses.
  ///
  /// @param code 102 to 199; 100 is sent by [#body()], 101 by [#upgrade(String, Response)]
  /// @throws IllegalArgumentException for another code, or a field that frames a message
  /// @throws IllegalStateException if the request has a response already
  void inform(int code, Headers headers) throws IOException;

  /// Whether the client offers `protocol`, such as `websocket` or `IRC/6.9`, whatever its case (RFC
  /// 9110 §7.8). An offer counts in HTTP/1.1, with `Connection: upgrade`, once the body is read. In
  /// HTTP/2 a client offers one protocol by extended CONNECT (RFC 8441), which the application sees
  /// as a GET without content.
  boolean offersUpgrade(String protocol);

  /// Switches the connection to another protocol: sends a 101 with the fields of `response`, whose
  /// status and body are ignored, and gives the connection to the caller. Blocks until the earlier
  /// requests of the connection have their responses. In HTTP/2 it is the stream that switches, by
  /// a 200, and the others go on.
  ///
  /// @throws HttpException 426 with `Upgrade` if [#offersUpgrade(String)] says no; over HTTP/2 that
  ///   is sent as 501 to extended CONNECT, and as 400 otherwise
  /// @throws IllegalStateException if the request has a response already
  Upgrade upgrade(String protocol, Response response) throws IOException;

  /// Responds with 500 if there was no response yet. Content that was begun and is not closed is
  /// cut.
  @Override
  void close();
}
