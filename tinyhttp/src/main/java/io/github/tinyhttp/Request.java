package io.github.tinyhttp;

import io.github.tinyhttp.tls.TlsSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import jdk.net.UnixDomainPrincipal;

/// A request of a client, and the way to answer it.
///
/// It may be handed to any thread, but is used by one at a time. It is answered exactly once, by
/// [#respond(Response)], [#upgrade(String, Response)] or what a [Handler] returns; closed without
/// an answer it is answered with 500. Requests that came together on one connection may be answered
/// in any order: the library sends the answers in the order of the requests and blocks nobody for
/// it.
///
/// Nothing of a body is read or decoded before somebody asks for it.
///
/// [TestRequest] makes requests by hand, without a server.
public interface Request extends AutoCloseable {
  /// The method.
  HttpMethod method();

  /// The request target exactly as it was sent (RFC 9112 §3.2): mostly a path with a query, `*` or
  /// a whole URI in some cases. Not decoded, not normalized.
  String target();

  /// The path, percent-decoded as UTF-8: `/a b` for `/a%20b?x=1`. Dot segments stay as they are,
  /// and an encoded slash becomes a slash: whoever maps this to files has to check where that
  /// leads. `*` for `OPTIONS *`, and empty for CONNECT.
  String path();

  /// The path as it was sent.
  String rawPath();

  /// What follows the first question mark, as it was sent; empty if there is none.
  Optional<String> query();

  /// The query read as a form: names and their values, decoded, in order. At most 1,000 pairs are
  /// taken; what is not decodable stays as it is.
  Map<String, List<String>> queryParameters();

  /// The first value of that name in the query.
  default Optional<String> queryParameter(String name) {
    List<String> values = queryParameters().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The host and port the request is for (RFC 9110 §7.2): from a target that is a whole URI, or
  /// else from `Host`. Empty if an HTTP/1.0 client named none.
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

  /// The media type of `offers` that the client likes best, by `Accept` (RFC 9110 §12.5.1); of
  /// those it likes as well, the first. The first of all if the client has not said what it likes,
  /// and empty if it likes none: answer with 406, or with what there is. An answer that depends on
  /// this should have the field `Vary: Accept`.
  ///
  /// ```java
  /// String type = request.accepts("text/html", "application/json").orElse("text/html");
  /// ```
  ///
  /// @throws IllegalArgumentException if an offer is no media type
  Optional<String> accepts(String... offers);

  /// The language of `offers` that the client likes best, by `Accept-Language` (RFC 9110 §12.5.4).
  /// For a client that asks for `de-CH`, `de-CH-1996` is as good, and `de` will do (RFC 4647). The
  /// first of all if the client has not said what it likes, and empty if it likes none. An answer
  /// that depends on this should have the field `Vary: Accept-Language`.
  ///
  /// @param offers language tags, such as `en` or `pt-BR`
  Optional<String> language(String... offers);

  /// The cookies, RFC 6265: names and their values, in the order they came; at most 1,000. A client
  /// can send anything here: what is no cookie is left out, values are neither decoded nor checked.
  Map<String, List<String>> cookies();

  /// The first cookie of that name; browsers send the one with the longest path first.
  default Optional<String> cookie(String name) {
    List<String> values = cookies().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The id of the last event a client has seen of a stream of events that broke off
  /// (`Last-Event-ID`); see [EventStream.Event#id()].
  default Optional<String> lastEventId() {
    return headers().utf8("Last-Event-ID");
  }

  /// How many bytes the body has, where the request says so: 0 without a body, empty for a chunked
  /// one.
  OptionalLong contentLength();

  /// The body as it was sent: a `Content-Encoding` is not undone, see [#decodedBody()]. The first
  /// call sends `100 Continue` to a client that waits for it. A read blocks until there are bytes;
  /// it throws [HttpException] when the client breaks the framing, stops, or is slower than the
  /// limits allow. There is no bound on what is read here.
  InputStream body();

  /// The body with its `Content-Encoding` undone (RFC 9110 §8.4); [#body()] itself if there is
  /// none. What [ContentCoding#installed()] has is known, up to three codings in a row. The same
  /// stream when asked again. Like [#body()] it has no bound, but this one: what grows to more than
  /// a hundred times its size, beyond a first MiB, is refused, so that a small request cannot make
  /// much work.
  ///
  /// @throws HttpException 415 with `Accept-Encoding` for a coding that is not known; when reading,
  ///   413 for a body that grows too much, 400 for one that is malformed, cut or goes on behind its
  ///   end, or as [#body()]
  InputStream decodedBody() throws IOException;

  /// The whole body as it was sent; what is left of it if some was read through [#body()]. The same
  /// array when asked again: not to be changed.
  ///
  /// @throws HttpException 413 if there are more bytes than [Limits#body()], or as [#body()]
  byte[] bytes() throws IOException;

  /// The whole body as one string, its `Content-Encoding` undone, in the charset that
  /// `Content-Type` names, or else in UTF-8.
  ///
  /// @throws HttpException 413 if there are more bytes than [Limits#body()], as sent or decoded,
  ///   415 for a charset nobody knows, 400 for bytes that are not of the charset, or as
  ///   [#decodedBody()]
  String text() throws IOException;

  /// The form that was sent (`application/x-www-form-urlencoded` or `multipart/form-data`), read
  /// whole, its `Content-Encoding` undone. The files of a `multipart/form-data` are put into
  /// temporary files, which are deleted when the request is over; [#multipart()] reads it part by
  /// part instead, and with other limits.
  ///
  /// Escapes of the first kind are UTF-8, or what a `charset` of the `Content-Type` names. It is
  /// bounded by [Limits#body()], 1,000 fields, and names of 1 KiB as they are sent; the second by
  /// [MultipartLimits#defaults()].
  ///
  /// @throws HttpException 415 for a body of another type, or in a charset nobody knows, 413 for
  ///   more than the limits allow, 400 for what is malformed or not of its charset, or as
  ///   [#decodedBody()]
  Form form() throws IOException;

  /// The parts of a `multipart/form-data` body, as they come, within [MultipartLimits#defaults()].
  ///
  /// @throws HttpException as [#multipart(MultipartLimits)]
  default Multipart multipart() throws IOException {
    return multipart(MultipartLimits.defaults());
  }

  /// The parts of a `multipart/form-data` body, as they come. The same when asked again, with the
  /// limits of the first time.
  ///
  /// @throws HttpException 415 for a body of another type, 400 if it has no valid boundary, 413 if
  ///   it says that it is larger than [MultipartLimits#total()], or as [#decodedBody()]
  Multipart multipart(MultipartLimits limits) throws IOException;

  /// Puts the body into a file as it comes, its `Content-Encoding` undone, however large it is. See
  /// [#saveTo(Path, long)].
  ///
  /// @return how many bytes there were
  default long saveTo(Path file) throws IOException {
    return saveTo(file, Long.MAX_VALUE);
  }

  /// Puts the body into a file as it comes, its `Content-Encoding` undone. No more than a buffer
  /// full of it is in memory. The file has its name only once it is whole: until then what had that
  /// name is there, and beside it grows a file with a longer one, of which nothing is left when the
  /// body breaks off or the disk is full. A file that is there is replaced.
  ///
  /// @param most how many bytes it may have
  /// @return how many bytes there were
  /// @throws HttpException 413 if there are more, or as [#decodedBody()]
  /// @throws IOException if the file cannot be written; if there is a directory, a device or a link
  ///   of that name
  long saveTo(Path file, long most) throws IOException;

  /// The trailer fields that followed a chunked body (RFC 9110 §6.5); none before its end has come.
  Headers trailers();

  /// The other end of the connection: of the socket, or, where the listener takes the PROXY
  /// protocol, of the connection that the proxy has accepted. A client's end of a Unix-domain
  /// socket mostly has no name, an empty path.
  SocketAddress remoteAddress();

  /// This end of the connection, as [#remoteAddress()].
  SocketAddress localAddress();

  /// What a proxy has said of this connection by the PROXY protocol; empty for a listener that does
  /// not take it.
  Optional<ProxyHeader> proxyHeader();

  /// The user and the group of the process at the other end of a Unix-domain socket, as the system
  /// vouches for it: of the moment it connected. Empty for other sockets, for a connection that is
  /// closed, and where the system does not tell. May look names up.
  Optional<UnixDomainPrincipal> peerCredentials();

  /// Who made the request: [#remoteAddress()], or what trusted proxies say, see [Proxies]. Port 0
  /// if they do not tell it.
  default SocketAddress clientAddress() {
    return remoteAddress();
  }

  /// The scheme by which the client made the request, in lower case, mostly `http` or `https`: what
  /// a trusted proxy says in its fields or by the PROXY protocol, or else that of this server's own
  /// connection.
  default String scheme() {
    return isSecure() || proxyHeader().flatMap(ProxyHeader::tls).isPresent() ? "https" : "http";
  }

  /// The host, and perhaps the port, by which the client knows this server: what a trusted proxy
  /// says, see [Proxies], or else [#authority()].
  default Optional<String> host() {
    return authority();
  }

  /// Whether the request came over this server's own TLS.
  boolean isSecure();

  /// What TLS has agreed on with the client; empty if the request did not come over it.
  Optional<TlsSession> tls();

  /// Whether an answer has been given.
  boolean isResponded();

  /// Whether the client is still there, as far as is known; see [#onDisconnect(Runnable)].
  boolean isConnected();

  /// Runs `action` if the client leaves before it has its whole answer, so that nobody works for
  /// nothing: once, on a virtual thread, at once if the client is gone already. From any thread.
  /// Whoever writes a streamed answer gets an [IOException] besides.
  ///
  /// A broken connection shows at once. A client that only has shut down its sending side is still
  /// there and gets its answer; as it looks like one that is gone until something is written, it is
  /// sent a `100 Continue` now and then, and one that is gone shows within about a second. That
  /// does not work for an HTTP/1.0 client, nor while a request before this one of the same
  /// connection is answered. Nobody looks while the body of the request has not been read, which
  /// shows the same, after a client has sent more than 64 KiB of further requests, or for a request
  /// that offers an upgrade.
  void onDisconnect(Runnable action);

  /// Compares the conditions of this request, `If-Match` and its like, with the state of the
  /// resource, in the order of RFC 9110 §13.2.2. For a handler that changes something, before it
  /// does:
  ///
  /// ```java
  /// var refusal = request.precondition(Validators.of(file));
  /// if (refusal.isPresent()) {
  ///   return refusal.get();
  /// }
  /// ```
  ///
  /// Nothing keeps others from changing the resource between this and what the handler does then:
  /// where that matters, both belong into one lock or transaction.
  ///
  /// For GET and HEAD nobody has to call this: the library compares the conditions with the `ETag`
  /// and `Last-Modified` of a success; a 200 that has neither still satisfies `If-Match: *`, and
  /// gets a 304 for `If-None-Match: *`. For any other method the library cannot know what there is
  /// before the handler runs, and after that it is too late: without this call its conditions are
  /// ignored.
  ///
  /// @return the answer to give instead: 412, or 304 for GET and HEAD; empty if the method is to be
  ///   performed
  Optional<Response> precondition(Validators current);

  /// Answers. Content that is all there never blocks the caller: what the client does not take yet
  /// is sent later. A stream, a file or a writer is run before this returns, on this thread, once
  /// it is the turn of this request; when it is not, later and on another thread. That the client
  /// is gone is no error here; [ServerEvents] tell of it.
  ///
  /// @throws IllegalStateException if the request is answered already
  void respond(Response response);

  /// Responds with this head, and gives the stream for the content to the calling thread, for code
  /// that writes as it goes: CGI, servlets, templates. Blocks until the earlier requests of the
  /// connection have their responses. What is written leaves when a buffer is full, or on
  /// `flush()`; `close()` ends the response, and has to be called. A handler returns
  /// [Response#handled()] then; if it throws before the content is closed, the connection is cut,
  /// so that the client does not take a part for the whole. For that reason the example does not
  /// use `try (…)`, which closes the content of code that fails, too.
  ///
  /// Conditions, and compression where the server is told to compress, work as for [#respond]: a
  /// client that has the content already gets a 304, and what is written goes nowhere.
  ///
  /// ```java
  /// OutputStream out = request.begin(Response.status(200).withType("text/csv"));
  /// table.writeTo(out);
  /// out.close();
  /// return Response.handled();
  /// ```
  ///
  /// @param head status and fields, without content
  /// @throws IllegalArgumentException if the head has content
  /// @throws IllegalStateException if the request has a response already
  /// @throws IOException if the client has gone
  OutputStream begin(Response head) throws IOException;

  /// As [#begin(Response)], for content of a length that is known, which is announced and not
  /// compressed.
  ///
  /// @param length in bytes; the response is cut if the content is shorter, and more cannot be
  ///   written
  OutputStream begin(Response head, long length) throws IOException;

  /// Answers with what `handler` makes of this request, on this thread, as a server with that
  /// handler would: with 500 if it throws, which is logged, and with the status of an
  /// [HttpException], such as 413 for a body that is too large. For requests that are received:
  ///
  /// ```java
  /// server.incomingRequests().forEach(received -> received.respond(handler));
  /// ```
  ///
  /// @throws IllegalStateException if the request is answered already
  void respond(Handler handler);

  /// Sends an interim answer (RFC 9110 §15.2), such as 103 Early Hints; nothing to an HTTP/1.0
  /// client. Blocks until the earlier requests of the connection are answered.
  ///
  /// @param code 102 to 199; 100 is sent by [#body()], 101 by [#upgrade(String, Response)]
  /// @throws IllegalArgumentException for another code, or a field that frames a message
  /// @throws IllegalStateException if the request is answered already
  void inform(int code, Headers headers) throws IOException;

  /// Switches the connection to another protocol: sends 101 with the fields of `response`, whose
  /// status and body do not count, and hands out the connection. Blocks until the earlier requests
  /// of the connection are answered.
  ///
  /// @throws IllegalArgumentException if the client did not offer that protocol in `Upgrade`
  /// @throws IllegalStateException if the request is answered already, or its body was not read
  Upgrade upgrade(String protocol, Response response) throws IOException;

  /// Responds with 500 if there was no response yet. Content that was begun and is not closed is
  /// cut.
  @Override
  void close();
}
