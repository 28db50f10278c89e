package io.github.tinyhttp;

import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.syntax.ContentDisposition;
import io.github.tinyhttp.syntax.MediaTypes;
import io.github.tinyhttp.syntax.UriReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The response to a [Request]: a status, fields and content. A response never changes; its `with…`
/// methods return another one. Unless its content is a stream, any number of requests may get it.
///
/// The library writes the framing (`Content-Length`, `Transfer-Encoding`), `Date`, `Connection` and
/// `Trailer` itself, and refuses an application that sets one of them.
@CheckReturnValue
public final class Response {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");
  private static final Headers HTML = Headers.of("Content-Type", "text/html; charset=utf-8");
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers OCTETS = Headers.of("Content-Type", "application/octet-stream");
  private static final Headers OCTETS_IN_RANGES = OCTETS.withAdded("Accept-Ranges", "bytes");
  private static final Response HANDLED = ok(Headers.empty(), Body.empty());

  private final Status status;
  private final Headers headers;
  private final Body body;
  private final Sending sending;

  private Response(Status status, Headers headers, Body body, Sending sending) {
    this.status = status;
    this.headers = headers;
    this.body = Objects.requireNonNull(body, "body");
    this.sending = sending;
  }

  private static Response ok(Headers headers, Body body) {
    return new Response(Status.OK, headers, body, Sending.DEFAULT);
  }

  /// 200 with plain text in UTF-8.
  public static Response text(String text) {
    return ok(TEXT, Body.of(text));
  }

  /// 200 with an HTML page in UTF-8. The library escapes nothing in it.
  public static Response html(String html) {
    return ok(HTML, Body.of(html));
  }

  /// 200 with JSON that the application has made.
  public static Response json(String json) {
    return ok(JSON, Body.of(json));
  }

  /// As [#json(String)], in UTF-8 (RFC 8259 §8.1). The array is not copied, and must not change.
  public static Response json(byte[] json) {
    return ok(JSON, Body.of(json));
  }

  /// 200 with bytes of type `application/octet-stream`, or ranges of them, see [#withRanges()]. The
  /// array is not copied, and must not change.
  public static Response bytes(byte[] bytes) {
    return ok(OCTETS_IN_RANGES, Body.of(bytes));
  }

  /// 200 with a file. `Content-Type` follows from the ending of its name.
  ///
  /// The library looks at the file for each request that gets this response, and sends 404 if it is
  /// gone. To GET and HEAD it adds `ETag` and `Last-Modified`, see [Validators#of(Path)], unless
  /// the application has set them: a client gets 304 if it has the file (RFC 9110 §13), and the
  /// ranges it asks for (§14).
  ///
  /// @throws NoSuchFileException if it is no regular file: directories, devices, pipes and the
  ///   files of `/proc` have no length to announce. A handler that lets it through responds with
  ///   404, and no failure is logged; so it does if the process may not read the file
  public static Response file(Path path) throws IOException {
    FileState _ = FileState.of(path);
    String type = MediaTypes.of(path.getFileName().toString());
    return ok(Headers.of("Content-Type", type), Body.of(path));
  }

  /// 200 with seekable content of type `application/octet-stream`. With [#withETag(EntityTag)] or
  /// [#withLastModified(Instant)] a client can tell that two ranges are of the same content.
  public static Response source(SeekableContent source) {
    return ok(OCTETS, Body.of(source));
  }

  /// 200 with all bytes of a stream, of unknown length: sent in chunks, or to an HTTP/1.0 client
  /// until the connection closes. The library closes the stream.
  public static Response stream(InputStream source) {
    return ok(OCTETS, Body.stream(source));
  }

  /// As [#stream(InputStream)], but exactly `length` bytes, which are announced.
  public static Response stream(InputStream source, long length) {
    return ok(OCTETS, Body.stream(source, length));
  }

  /// 200 with what `writer` writes, as it is written: `flush()` reaches the wire.
  public static Response stream(Body.Writer writer) {
    return ok(OCTETS, Body.written(writer));
  }

  /// As [#stream(Body.Writer)], but exactly `length` bytes, which are announced.
  public static Response stream(Body.Writer writer, long length) {
    return ok(OCTETS, Body.written(writer, length));
  }

  /// 200 with server-sent events, each of which reaches the client at once, see [EventStream]. A
  /// client gets a comment when it has got nothing for 15 s.
  public static Response events(EventStream.Feed feed) {
    return EventStream.response(EventStream.HEARTBEAT_TIME, feed);
  }

  /// As [#events(EventStream.Feed)], with a comment after `heartbeat`; [Duration#ZERO] for none.
  ///
  /// @throws IllegalArgumentException if it is negative or longer than a day
  public static Response events(Duration heartbeat, EventStream.Feed feed) {
    return EventStream.response(heartbeat, feed);
  }

  /// What a CGI program writes (RFC 3875 §6): fields, an empty line, and the content, which is sent
  /// as it comes. Blocks until the fields have come. The library closes the stream in any case.
  ///
  /// The status is that of the field `Status`, else 302 with a `Location`, else 200. A `Location`
  /// that is a path (§6.2.2) also redirects the client. A `Content-Length` is believed. The other
  /// fields go to the client, except `Trailer` and those that [Headers#endToEnd()] leaves out.
  ///
  /// @throws HttpException 502 if the program writes something else, or more than 64 KiB of fields
  /// @throws IOException if the stream cannot be read
  public static Response cgi(InputStream output) throws IOException {
    return CgiOutput.read(output);
  }

  /// Any status with text of any type: `of(409, "application/problem+json", problem)`, in the
  /// charset that `type` names, or else in UTF-8. Characters it does not have become question
  /// marks.
  ///
  /// @throws IllegalArgumentException as [#status(int)], [#withType(String)]; for an unknown
  ///   charset
  public static Response of(int code, String type, String text) {
    return of(code, type, Body.of(text, ResponseRules.charset(type)));
  }

  /// As [#of(int, String, String)], with content of any kind.
  public static Response of(int code, String type, Body content) {
    return status(code).withType(type).withBody(content);
  }

  /// A status without content.
  ///
  /// @throws IllegalArgumentException if `code` is not between 200 and 599; interim responses are
  ///   sent by [Request#inform(int, Headers)]
  public static Response status(int code) {
    return new Response(
        ResponseRules.finalStatus(code), Headers.empty(), Body.empty(), Sending.DEFAULT);
  }

  /// An error, from 400 to 599: plain text in UTF-8 that says what is wrong, see [#isError()].
  public static Response error(int code, String text) {
    return new Response(ResponseRules.errorStatus(code), TEXT, Body.of(text), Sending.ERROR);
  }

  /// What a [Handler] returns when it has responded by itself, for example with
  /// [Request#begin(Response)]. It is one object, which is never sent: a 200 without fields and
  /// content, whose `with…` methods return it unchanged, for the sake of code around a handler.
  public static Response handled() {
    return HANDLED;
  }

  /// 204 No Content.
  public static Response empty() {
    return status(204);
  }

  /// 303 See Other: the client goes on with a GET of `location`. See [#redirect(int, String)].
  public static Response redirect(String location) {
    return redirect(303, location);
  }

  /// The client goes on at `location` (RFC 9110 §15.4): once, with a GET (303) or with the same
  /// method (307), or for good, with the same method (308). At 302 (once) and 301 (for good)
  /// clients turn a POST into a GET, and keep other methods.
  ///
  /// Compare a location that a client has a say in with the places you know: it can lead other
  /// users anywhere, and `//elsewhere.example` begins with a slash, too.
  ///
  /// @param code 301, 302, 303, 307 or 308
  /// @param location a URI reference (§10.2.2); what no URI has in it, but a target, is encoded
  /// @throws IllegalArgumentException for another code, or if the location is no URI reference
  public static Response redirect(int code, String location) {
    return status(ResponseRules.redirect(code))
        .withHeader("Location", UriReference.ascii(location));
  }

  /// 201 Created: the request has created a resource (RFC 9110 §15.3.2). Its location is a URI
  /// reference as in [#redirect(int, String)].
  public static Response created(String location) {
    return status(201).withHeader("Location", UriReference.ascii(location));
  }

  /// 405 Method Not Allowed (RFC 9110 §15.5.6), an error without text.
  ///
  /// @param allowed the methods for `Allow`; none if the resource takes no method at present
  public static Response methodNotAllowed(HttpMethod... allowed) {
    String names = String.join(", ", Stream.of(allowed).map(HttpMethod::name).toList());
    return error(405, "").withHeaders(Headers.of("Allow", names));
  }

  /// This response with another status, as [#status(int)] takes it.
  public Response withStatus(int code) {
    return with(ResponseRules.finalStatus(code), headers, body, sending);
  }

  /// This response with one line of that name, in place of those it has.
  ///
  /// @throws IllegalArgumentException if name or value cannot stand in a field (see
  ///   [Headers#of(String...)]), or if the library writes that field itself
  public Response withHeader(String name, String value) {
    return with(ResponseRules.with(headers, name, value));
  }

  /// This response with one more line of that name.
  ///
  /// @throws IllegalArgumentException as [#withHeader(String, String)]; also for a second line of a
  ///   field that says one thing, such as `Content-Type`
  public Response withAddedHeader(String name, String value) {
    return with(ResponseRules.withAdded(headers, name, value));
  }

  /// This response with these fields in place of all it has.
  ///
  /// @throws IllegalArgumentException as [#withAddedHeader(String, String)]
  public Response withHeaders(Headers fields) {
    return with(ResponseRules.fields(fields));
  }

  /// This response without the lines of that name.
  public Response withoutHeader(String name) {
    return headers.contains(name) ? with(headers.without(name)) : this;
  }

  /// This response with another `Content-Type`, for example `text/csv; charset=utf-8`.
  ///
  /// @throws IllegalArgumentException if it is no media type (RFC 9110 §8.3.1)
  public Response withType(String type) {
    return withHeader("Content-Type", ResponseRules.mediaType(type));
  }

  /// This response with another `Content-Type`.
  public Response withType(MediaType type) {
    return withHeader("Content-Type", type.toString());
  }

  /// This response with `Retry-After` in seconds, rounded up (RFC 9110 §10.2.3), not negative.
  public Response withRetryAfter(Duration time) {
    return withHeader("Retry-After", ResponseDates.retryAfter(time));
  }

  /// As [#withRetryAfter(Duration)], as a date of a year from 0 to 9999, by the client's clock.
  public Response withRetryAfter(Instant time) {
    return withHeader("Retry-After", ResponseDates.retryAfter(time));
  }

  /// This response with an `ETag` (RFC 9110 §8.8.3), which the library compares with the conditions
  /// of a GET or HEAD (§13). Handlers of other methods call [Request#precondition(Validators)].
  public Response withETag(EntityTag tag) {
    return withHeader("ETag", tag.toString());
  }

  /// This response with `Last-Modified`, to the second, for conditions as with
  /// [#withETag(EntityTag)]. The present replaces a time in the future (RFC 9110 §8.8.2.1).
  public Response withLastModified(Instant time) {
    return withHeader("Last-Modified", ResponseDates.lastModified(time));
  }

  /// This response with the offer of ranges, `Accept-Ranges: bytes`: a GET that asks for a part of
  /// the content gets 206 with it, or 416 if there is no such part (RFC 9110 §14). For content in
  /// memory; files, seekable content and [#bytes(byte[])] offer ranges by themselves.
  public Response withRanges() {
    return withHeader("Accept-Ranges", "bytes");
  }

  /// This response with the notice that it has no ranges, `Accept-Ranges: none`.
  public Response withoutRanges() {
    return withHeader("Accept-Ranges", "none");
  }

  /// This response with a cookie (RFC 6265 §4.1.1), in place of the one of that name if it has one.
  public Response withCookie(SetCookie cookie) {
    return with(cookie.in(headers));
  }

  /// This response as a file that browsers save and do not show: `Content-Disposition` (RFC 6266).
  /// In its name, slashes, backslashes and control characters become underscores, and only the last
  /// 255 characters count.
  public Response withAttachment(String fileName) {
    return withHeader("Content-Disposition", ContentDisposition.attachment(fileName));
  }

  /// This response with another body.
  public Response withBody(Body content) {
    return with(status, headers, content, sending.with(Sending.Form.GIVEN));
  }

  /// This response with trailer fields (RFC 9110 §6.5). They are sent only to clients that take
  /// them (`TE: trailers`).
  ///
  /// @throws IllegalArgumentException for a field that has to stand before the content
  public Response withTrailers(Headers fields) {
    return with(status, headers, body, sending.with(Trailers.of(fields)));
  }

  /// As [#withTrailers(Headers)], for fields that the library asks for after the content.
  ///
  /// @param names the names to announce in `Trailer`; fields of other names are not sent
  /// @throws IllegalArgumentException if a name is no token, or that of a field that has to stand
  ///   before the content
  public Response withTrailers(List<String> names, Supplier<Headers> fields) {
    return with(status, headers, body, sending.with(Trailers.of(names, fields)));
  }

  /// This response as the last of its connection. It has no effect over HTTP/2, where the
  /// connection may be a proxy's and carry the requests of others (RFC 9113 §8.2.2).
  public Response withConnectionClose() {
    return with(status, headers, body, sending.closing());
  }

  /// This response compressed or not, whatever the server does with others: see [Compression].
  /// [Compression.Use#NEVER] is for a secret beside text that a client has a say in.
  public Response withCompression(Compression.Use use) {
    return with(status, headers, body, sending.with(use));
  }

  private Response with(Headers fields) {
    return with(status, fields, body, sending);
  }

  private Response with(Status code, Headers fields, Body content, Sending other) {
    return isHandled() ? this : new Response(code, fields, content, other);
  }

  /// Whether this is [#handled()].
  public boolean isHandled() {
    return this == HANDLED;
  }

  /// Whether [ErrorResponses] may give this another form: an error, with its text as it was made.
  public boolean isError() {
    return status.code() >= 400 && sending.isForError(headers.first("Content-Type"));
  }

  /// The status.
  public Status status() {
    return status;
  }

  /// The fields that the application has set.
  public Headers headers() {
    return headers;
  }

  /// The content.
  public Body body() {
    return body;
  }

  /// The trailer fields, with the values they have now.
  public Headers trailers() {
    return sending.trailers().current();
  }

  /// The names of the trailer fields that will follow the content; empty if none will.
  public List<String> trailerNames() {
    return sending.trailers().names();
  }

  /// Whether the connection is to be closed after this response.
  public boolean closesConnection() {
    return sending.closes();
  }

  /// Whether this response is compressed for clients that accept it.
  public Compression.Use compression() {
    return sending.compression();
  }

  @Override
  public String toString() {
    return status + " " + headers;
  }
}
