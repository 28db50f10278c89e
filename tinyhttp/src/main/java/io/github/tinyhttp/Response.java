package io.github.tinyhttp;

import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.ContentDisposition;
import io.github.tinyhttp.syntax.FieldRules;
import io.github.tinyhttp.syntax.MediaTypes;
import io.github.tinyhttp.syntax.UriReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// The response to a [Request]: a status, fields and content. A value: it never changes, the
/// `with…` methods return another one, and one whose content is bytes may be used for any number of
/// requests.
///
/// The library writes the framing (`Content-Length`, `Transfer-Encoding`), `Date`, `Connection` and
/// `Trailer` itself; setting a field that frames a message is refused.
@CheckReturnValue
public final class Response {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");
  private static final Headers HTML = Headers.of("Content-Type", "text/html; charset=utf-8");
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers OCTETS = Headers.of("Content-Type", "application/octet-stream");
  private static final Headers OCTETS_IN_RANGES = OCTETS.withAdded("Accept-Ranges", "bytes");
  private static final Body NOTHING = new Body.Empty();
  private static final Response HANDLED = ok(Headers.empty(), NOTHING); // known by its identity

  private final Status status;
  private final Headers headers;
  private final Body body;
  private final Sending sending;

  /// How a response is sent.
  private record Sending(Trailers trailers, boolean closes, Compression.Use compression) {
    static final Sending DEFAULT = new Sending(Trailers.NONE, false, Compression.Use.AS_CONFIGURED);
  }

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
    return ok(TEXT, new Body.Bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// 200 with an HTML page in UTF-8. The text is sent as it is: escaping is the application's.
  public static Response html(String html) {
    return ok(HTML, new Body.Bytes(html.getBytes(StandardCharsets.UTF_8)));
  }

  /// 200 with JSON that the application has made.
  public static Response json(String json) {
    return json(json.getBytes(StandardCharsets.UTF_8));
  }

  /// 200 with JSON that the application has made, in UTF-8 (RFC 8259 §8.1).
  ///
  /// @param json not copied: the application must not change it any more
  public static Response json(byte[] json) {
    return ok(JSON, new Body.Bytes(json));
  }

  /// 200 with bytes of type `application/octet-stream`. A client may ask for ranges of them, see
  /// [#withRanges()].
  ///
  /// @param bytes not copied: the application must not change them any more
  public static Response bytes(byte[] bytes) {
    return ok(OCTETS_IN_RANGES, new Body.Bytes(bytes));
  }

  /// 200 with a file. `Content-Type` follows from the ending of its name.
  ///
  /// The library looks at the file for each request that gets this response, so the response may be
  /// used again. The file's size and the time of its last change make the `ETag` and
  /// `Last-Modified` for a GET or HEAD, unless there are such fields already; a client gets 304 if
  /// it has the file, the ranges it asks for (RFC 9110 §13 and §14), and 404 if the file is gone by
  /// then. Any file system will do; on the machine's own the file is not copied through the heap.
  ///
  /// @throws NoSuchFileException if there is no regular file of that path: directories, devices and
  ///   pipes have no length to announce, and neither have the files of `/proc`
  public static Response file(Path path) throws IOException {
    FileState _ = FileState.of(path);
    return ok(
        Headers.of("Content-Type", MediaTypes.of(path.getFileName().toString())),
        new Body.OfFile(path));
  }

  /// 200 with content of type `application/octet-stream` that can be read from any place on, and so
  /// in ranges. Give it validators, [#withETag(EntityTag)] or [#withLastModified(Instant)], so that
  /// a client can be sure that two ranges are of the same content.
  public static Response source(SeekableContent source) {
    return ok(OCTETS, new Body.OfSource(source));
  }

  /// 200 with all that a stream gives, of unknown length: sent in chunks, or to an HTTP/1.0 client
  /// until the connection closes. The library closes the stream.
  public static Response stream(InputStream source) {
    return ok(OCTETS, new Body.Stream(source, OptionalLong.empty()));
  }

  /// 200 with exactly `length` bytes of a stream. The library closes the stream.
  ///
  /// @throws IllegalArgumentException if the length is negative
  public static Response stream(InputStream source, long length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length cannot be " + length);
    }
    return ok(OCTETS, new Body.Stream(source, OptionalLong.of(length)));
  }

  /// 200 with what `writer` writes, as it is written: `flush()` reaches the wire.
  public static Response stream(Body.Writer writer) {
    return ok(OCTETS, new Body.Written(writer));
  }

  /// 200 with server-sent events, each of which reaches the client at once, see [EventStream]. A
  /// client that has got nothing for 15 s gets a comment.
  public static Response events(EventStream.Feed feed) {
    return EventStream.response(EventStream.HEARTBEAT_TIME, feed);
  }

  /// As [#events(EventStream.Feed)].
  ///
  /// @param heartbeat how long nothing may be sent before a comment is; [Duration#ZERO] for no
  ///   comments
  /// @throws IllegalArgumentException if it is negative or longer than a day
  public static Response events(Duration heartbeat, EventStream.Feed feed) {
    return EventStream.response(heartbeat, feed);
  }

  /// What a CGI program writes (RFC 3875 §6): lines with fields, an empty line, and the content,
  /// which is read and sent as the program goes on: `Response.cgi(process.getInputStream())`. The
  /// library closes the stream.
  ///
  /// The status is what `Status` says, else 302 where there is a `Location`, else 200. A `Location`
  /// that is a path (§6.2.2) also redirects the client: the library does not ask its own handler. A
  /// `Content-Length` is believed, and other fields go to the client, but for those that concern
  /// one connection ([Headers#endToEnd()]) and `Trailer`.
  ///
  /// Waits until the fields are there. Lines may end in LF or CRLF. A stream that fails is closed.
  ///
  /// @throws HttpException 502 if the program writes something else, or more than 64 KiB of fields
  /// @throws IOException if the stream cannot be read
  public static Response cgi(InputStream output) throws IOException {
    return CgiOutput.read(output);
  }

  /// A status without content.
  ///
  /// @throws IllegalArgumentException if `code` is not between 200 and 599: interim responses are
  ///   [Request#inform(int, Headers)]
  public static Response status(int code) {
    return ok(Headers.empty(), NOTHING).withStatus(code);
  }

  /// An error with plain text in UTF-8 that says what is wrong.
  ///
  /// @throws IllegalArgumentException if `code` is not between 400 and 599
  public static Response error(int code, String text) {
    if (code < 400 || code > 599) {
      throw new IllegalArgumentException("the status of an error is 400 to 599, not " + code);
    }
    return text(text).withStatus(code);
  }

  /// What a [Handler] returns when it has responded by itself, with [Request#respond(Response)] or
  /// [Request#upgrade(String, Response)]. Always the same object, which is never sent. Its status
  /// is 200, it has no fields and no content, and its `with…` methods return it unchanged, so that
  /// code around a handler may treat it like any other response.
  public static Response handled() {
    return HANDLED;
  }

  /// 204 No Content.
  public static Response empty() {
    return status(204);
  }

  /// 303 See Other: the client goes on with a GET of `location`, as after a form was sent.
  ///
  /// @throws IllegalArgumentException as [#redirect(int, String)]
  public static Response redirect(String location) {
    return redirect(303, location);
  }

  /// The client goes on at `location` (RFC 9110 §15.4).
  ///
  /// | | with the same method | with a GET |
  /// |---|---|---|
  /// | for this time | 307 | 303 |
  /// | for good, clients remember it | 308 | |
  ///
  /// With 301 (for good) and 302 (for this time) clients turn a POST into a GET, and keep other
  /// methods. Compare a location that a client has a say in with the places you know: it can lead
  /// other users anywhere, and `//elsewhere.example` begins with a slash, too.
  ///
  /// @param code 301, 302, 303, 307 or 308
  /// @param location a URI reference, whole or relative (§10.2.2), in which what is not ASCII gets
  ///   encoded
  /// @throws IllegalArgumentException for another code, or if the location is no URI reference
  public static Response redirect(int code, String location) {
    return switch (code) {
      case 301, 302, 303, 307, 308 -> status(code).withLocation(location);
      default -> throw new IllegalArgumentException("not a redirect: " + code);
    };
  }

  /// 201 Created: the request has created a resource (RFC 9110 §15.3.2).
  ///
  /// @param location where it is, as in [#redirect(int, String)]
  /// @throws IllegalArgumentException if the location is no URI reference
  public static Response created(String location) {
    return status(201).withLocation(location);
  }

  /// 405 Method Not Allowed (RFC 9110 §15.5.6).
  ///
  /// @param allowed what the resource allows, for `Allow`; nothing, if it takes no method for now
  public static Response methodNotAllowed(HttpMethod... allowed) {
    var names = new StringJoiner(", ");
    for (HttpMethod method : allowed) {
      names.add(method.name());
    }
    return status(405).withHeader("Allow", names.toString());
  }

  /// Whether this is [#handled()].
  public boolean isHandled() {
    return this == HANDLED;
  }

  /// This response with another status.
  ///
  /// @throws IllegalArgumentException if `code` is not between 200 and 599
  public Response withStatus(int code) {
    if (code < 200) {
      throw new IllegalArgumentException("a final status is 200 or more, not " + code);
    }
    return with(new Status(code), headers, body, sending);
  }

  /// This response with one line of that name, in place of those there were.
  ///
  /// @throws IllegalArgumentException if the name is no token, if the value has a control
  ///   character, one over U+00FF, or white space at an end, or if the library writes that field
  ///   itself
  public Response withHeader(String name, String value) {
    return with(headers.with(managed(name), value));
  }

  /// This response with one more line of that name.
  ///
  /// @throws IllegalArgumentException as [#withHeader(String, String)]; also for a second line of a
  ///   field that says one thing, such as `Content-Type`
  public Response withAddedHeader(String name, String value) {
    if (FieldRules.isSingle(name) && headers.contains(name)) {
      throw new IllegalArgumentException(
          "there is a " + name + " already; withHeader() puts another one in its place");
    }
    return with(headers.withAdded(managed(name), value));
  }

  /// This response with these fields in place of all it had.
  ///
  /// @throws IllegalArgumentException if the library writes one of them itself, or if there are two
  ///   lines of a field that says one thing
  public Response withHeaders(Headers fields) {
    for (String name : fields.names()) {
      if (FieldRules.isSingle(managed(name)) && fields.all(name).size() > 1) {
        throw new IllegalArgumentException("two lines of " + name);
      }
    }
    return with(fields);
  }

  /// This response without the lines of that name.
  public Response withoutHeader(String name) {
    return headers.contains(name) ? with(headers.without(name)) : this;
  }

  /// This response with another `Content-Type`, for example `text/csv; charset=utf-8`.
  ///
  /// @throws IllegalArgumentException if it is no media type (RFC 9110 §8.3.1)
  public Response withType(String type) {
    if (MediaType.parse(type).isEmpty()) {
      throw new IllegalArgumentException("not a media type: " + Ascii.printable(type));
    }
    return withHeader("Content-Type", type);
  }

  /// This response with another `Content-Type`.
  public Response withType(MediaType type) {
    return withHeader("Content-Type", type.toString());
  }

  /// This response with `Retry-After` (RFC 9110 §10.2.3), in seconds, rounded up: with 503, 429, or
  /// a redirect.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Response withRetryAfter(Duration time) {
    return withHeader("Retry-After", ResponseDates.retryAfter(time));
  }

  /// As [#withRetryAfter(Duration)], as a date, which a client whose clock is wrong gets wrong.
  ///
  /// @throws IllegalArgumentException for a year before 0 or after 9999, which no date in HTTP has
  public Response withRetryAfter(Instant time) {
    return withHeader("Retry-After", ResponseDates.retryAfter(time));
  }

  private Response withLocation(String location) {
    return withHeader("Location", UriReference.ascii(location));
  }

  /// This response with an entity tag (RFC 9110 §8.8.3) in `ETag`. Where the response to a GET or
  /// HEAD is a success, the library compares it with the conditions of the request, and responds
  /// with 304 or 412 instead where they say so (§13). Methods that change something have to ask
  /// before they do: [Request#precondition(Validators)].
  public Response withETag(EntityTag tag) {
    return withHeader("ETag", tag.toString());
  }

  /// This response with a time of the last change in `Last-Modified`, to the second; conditions are
  /// treated as with [#withETag(EntityTag)]. A time in the future is replaced by now (RFC 9110
  /// §8.8.2.1).
  public Response withLastModified(Instant time) {
    return withHeader("Last-Modified", ResponseDates.lastModified(time));
  }

  /// This response with the offer of ranges, `Accept-Ranges: bytes`: a GET that asks for a part of
  /// it gets 206 with that part, or 416 if there is none such (RFC 9110 §14). Holds for content in
  /// memory, for files and for sources; the last two, and [#bytes(byte[])], offer it by themselves.
  public Response withRanges() {
    return withHeader("Accept-Ranges", "bytes");
  }

  /// This response with the notice that it is not given in parts, `Accept-Ranges: none`.
  public Response withoutRanges() {
    return withHeader("Accept-Ranges", "none");
  }

  /// This response with a cookie, in place of one of that name it had (RFC 6265 §4.1.1).
  public Response withCookie(SetCookie cookie) {
    return with(cookie.in(headers));
  }

  /// This response as a file to be saved, not shown: sets `Content-Disposition` (RFC 6266).
  ///
  /// @param fileName what to call it, in any characters. Those that would lead into a directory,
  ///   and control characters, become underscores; of more than 255 characters the end is taken
  public Response withAttachment(String fileName) {
    return withHeader("Content-Disposition", ContentDisposition.attachment(fileName));
  }

  /// This response with another body.
  public Response withBody(Body body) {
    return with(status, headers, body, sending);
  }

  /// This response followed by trailer fields (RFC 9110 §6.5), when the client says that it takes
  /// them (`TE: trailers`); to any other client they are not sent.
  ///
  /// @throws IllegalArgumentException for a field that has to stand before the content
  public Response withTrailers(Headers fields) {
    return withTrailers(Trailers.of(fields));
  }

  /// As [#withTrailers(Headers)], the fields asked for after the content was written.
  ///
  /// @param names the names to announce in `Trailer`; fields of other names are not sent
  /// @throws IllegalArgumentException if a name is no token, or that of a field that has to stand
  ///   before the content
  public Response withTrailers(List<String> names, Supplier<Headers> fields) {
    return withTrailers(Trailers.of(names, fields));
  }

  private Response withTrailers(Trailers following) {
    return with(new Sending(following, sending.closes, sending.compression));
  }

  /// This response, the last of its connection.
  public Response withConnectionClose() {
    return with(new Sending(sending.trailers, true, sending.compression));
  }

  /// This response compressed or not, whatever the server does with others: see [Compression].
  /// [Compression.Use#NEVER] is for a response with a secret beside what a client has a say in.
  public Response withCompression(Compression.Use use) {
    return with(new Sending(sending.trailers, sending.closes, use));
  }

  /// The status.
  public Status status() {
    return status;
  }

  /// The fields the application has set.
  public Headers headers() {
    return headers;
  }

  /// The content.
  public Body body() {
    return body;
  }

  /// The trailer fields as they are now.
  public Headers trailers() {
    return sending.trailers.current();
  }

  /// The names of the trailer fields that will follow the content; empty if none will.
  public List<String> trailerNames() {
    return sending.trailers.names();
  }

  /// Whether the connection is to be closed after this response.
  public boolean closesConnection() {
    return sending.closes;
  }

  /// Whether it is compressed for clients that accept it.
  public Compression.Use compression() {
    return sending.compression;
  }

  @Override
  public String toString() {
    return status + " " + headers;
  }

  private Response with(Headers fields) {
    return with(status, fields, body, sending);
  }

  private Response with(Sending other) {
    return with(status, headers, body, other);
  }

  private Response with(Status status, Headers headers, Body body, Sending sending) {
    return isHandled() ? this : new Response(status, headers, body, sending);
  }

  private static String managed(String name) {
    if (FieldRules.isOurs(name)) {
      throw new IllegalArgumentException(
          name + " is written by the library; see withConnectionClose() and withTrailers()");
    }
    return name;
  }
}
