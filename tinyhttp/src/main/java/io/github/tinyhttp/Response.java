package io.github.tinyhttp;

import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.syntax.ContentDisposition;
import io.github.tinyhttp.syntax.FieldRules;
import io.github.tinyhttp.syntax.HttpDate;
import io.github.tinyhttp.syntax.MediaTypes;
import io.github.tinyhttp.syntax.UriReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Supplier;

/// The answer to a [Request]: a status, fields and content. A value: it never changes, the `with…`
/// methods return another one, and one whose content is bytes may be used for any number of
/// requests.
///
/// The library writes the framing (`Content-Length`, `Transfer-Encoding`), `Date`, `Connection` and
/// `Trailer` itself; setting a field that frames a message is refused.
public final class Response {
  private static final Headers TEXT = Headers.of("Content-Type", "text/plain; charset=utf-8");
  private static final Headers HTML = Headers.of("Content-Type", "text/html; charset=utf-8");
  private static final Headers JSON = Headers.of("Content-Type", "application/json");
  private static final Headers OCTETS = Headers.of("Content-Type", "application/octet-stream");
  private static final Headers OCTETS_IN_RANGES = OCTETS.add("Accept-Ranges", "bytes");
  private static final Headers EVENTS =
      Headers.of(
          "Content-Type",
          "text/event-stream",
          "Cache-Control",
          "no-cache",
          "X-Accel-Buffering",
          "no");
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Body NO_CONTENT = new Body.Empty();
  private static final long NEARLY_A_SECOND = 999_999_999;
  private static final long FIRST_SECOND = -62_167_219_200L;
  private static final long LAST_SECOND = 253_402_300_799L;

  private final Status status;
  private final Headers headers;
  private final Body body;
  private final Trailers trailers;
  private final boolean closing;
  private final Compression.Use compression;

  private Response(
      Status status,
      Headers headers,
      Body body,
      Trailers trailers,
      boolean closing,
      Compression.Use compression) {
    this.status = status;
    this.headers = headers;
    this.body = Objects.requireNonNull(body, "body");
    this.trailers = trailers;
    this.closing = closing;
    this.compression = compression;
  }

  private static Response ok(Headers headers, Body body) {
    return new Response(
        Status.OK, headers, body, Trailers.NONE, false, Compression.Use.AS_CONFIGURED);
  }

  /// 200 with plain text in UTF-8.
  public static Response text(String text) {
    return ok(TEXT, new Body.Bytes(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// 200 with an HTML page in UTF-8. The text is sent as it is: escaping is the application's.
  public static Response html(String html) {
    return ok(HTML, new Body.Bytes(html.getBytes(StandardCharsets.UTF_8)));
  }

  /// 200 with JSON the application has made.
  public static Response json(String json) {
    return ok(JSON, new Body.Bytes(json.getBytes(StandardCharsets.UTF_8)));
  }

  /// 200 with bytes of type `application/octet-stream`. A client may ask for ranges of them, see
  /// [#withRanges()].
  ///
  /// @param bytes not copied: do not change them after
  public static Response bytes(byte[] bytes) {
    return ok(OCTETS_IN_RANGES, new Body.Bytes(bytes));
  }

  /// 200 with a file. `Content-Type` follows from the ending of its name.
  ///
  /// The file is looked at for each request that gets this answer, so the answer may be kept and
  /// used again. Its size and the time of its last change make the `ETag` and `Last-Modified` of
  /// the answer to a GET or HEAD, unless there are such fields already; a client that has it
  /// already gets a 304, and one that asks for ranges gets those (RFC 9110 §13 and §14). If it is
  /// gone by then, the client gets a 404. On the file system of the machine it is sent without
  /// being copied through the heap; other file systems, such as that of a zip archive, will do.
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

  /// 200 with all that a stream gives, of a length nobody knows: sent in chunks, or to an HTTP/1.0
  /// client until the connection closes. The library closes the stream.
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

  /// 200 with server-sent events, each of which reaches the client at once. A comment goes to a
  /// client that has got nothing for 15 s, so that nobody between takes the connection for dead,
  /// and so that it is noticed when the client is.
  ///
  /// ```java
  /// Response clock = Response.events(stream -> {
  ///   while (true) {
  ///     stream.send(Instant.now().toString());
  ///     Thread.sleep(Duration.ofSeconds(1));
  ///   }
  /// });
  /// ```
  ///
  /// Caches are told not to answer with it (`Cache-Control: no-cache`), and nginx not to hold it
  /// back (`X-Accel-Buffering: no`).
  public static Response events(EventStream.Feed source) {
    return events(HEARTBEAT, source);
  }

  /// As [#events(EventStream.Feed)].
  ///
  /// @param heartbeat how long nothing may be sent before a comment is; [Duration#ZERO] for no
  ///   comments
  /// @throws IllegalArgumentException if it is negative or longer than a day
  public static Response events(Duration heartbeat, EventStream.Feed source) {
    if (heartbeat.isNegative() || heartbeat.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("comments cannot come every " + heartbeat);
    }
    return ok(EVENTS, new Body.Endless(() -> new EventWriter(source, heartbeat)));
  }

  /// An answer that code writes whole, from the status line on, as a CGI program does. Nothing is
  /// added or checked, and the connection is closed after.
  public static Response raw(Body.Writer writer) {
    return ok(Headers.empty(), new Body.Raw(writer));
  }

  /// A status without content.
  ///
  /// @throws IllegalArgumentException if `code` is not between 200 and 599: interim answers are
  ///   [Request#inform(int, Headers)]
  public static Response status(int code) {
    return new Response(
            Status.OK,
            Headers.empty(),
            NO_CONTENT,
            Trailers.NONE,
            false,
            Compression.Use.AS_CONFIGURED)
        .withStatus(code);
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
  /// methods.
  ///
  /// A location that a client has a say in lets it send others wherever it likes. That it begins
  /// with a slash is no protection: `//elsewhere.example` names another host. Compare it with the
  /// places you know.
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

  /// 201 Created: the request has made something new (RFC 9110 §15.3.2).
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

  /// This answer with another status.
  ///
  /// @throws IllegalArgumentException if `code` is not between 200 and 599
  public Response withStatus(int code) {
    if (code < 200) {
      throw new IllegalArgumentException("a final status is 200 or more, not " + code);
    }
    return new Response(new Status(code), headers, body, trailers, closing, compression);
  }

  /// This answer with one line of that name, in place of those there were.
  ///
  /// @throws IllegalArgumentException if the name is no token, if the value has a control
  ///   character, one over U+00FF, or white space at an end, or if the library writes that field
  ///   itself
  public Response withHeader(String name, String value) {
    return withHeaders(headers.set(managed(name), value));
  }

  /// This answer with one more line of that name.
  ///
  /// @throws IllegalArgumentException as [#withHeader(String, String)]; also for a second line of a
  ///   field that says one thing, such as `Content-Type`
  public Response addHeader(String name, String value) {
    if (FieldRules.isSingle(name) && headers.contains(name)) {
      throw new IllegalArgumentException(
          "there is a " + name + " already; withHeader() puts another one in its place");
    }
    return withHeaders(headers.add(managed(name), value));
  }

  /// This answer, with the wish that the client waits so long before it asks again (RFC 9110
  /// §10.2.3): with 503, 429, or a redirect.
  ///
  /// @param time sent in seconds, rounded up
  /// @throws IllegalArgumentException if it is negative
  public Response withRetryAfter(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("nobody can wait for " + time);
    }
    return withHeader("Retry-After", Long.toString(time.plusNanos(NEARLY_A_SECOND).toSeconds()));
  }

  /// As [#withRetryAfter(Duration)], until a point in time. Clients whose clock is wrong get that
  /// wrong, too: where both will do, a duration is better.
  ///
  /// @param time sent in seconds, rounded up
  /// @throws IllegalArgumentException for a year before 0 or after 9999, which no date in HTTP has
  public Response withRetryAfter(Instant time) {
    long second = time.plusNanos(NEARLY_A_SECOND).getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw new IllegalArgumentException("not a date in HTTP: " + time);
    }
    return withHeader("Retry-After", HttpDate.format(second));
  }

  private Response withLocation(String location) {
    return withHeader("Location", UriReference.ascii(location));
  }

  /// This answer without the lines of that name.
  public Response withoutHeader(String name) {
    return headers.contains(name) ? withHeaders(headers.remove(name)) : this;
  }

  /// This answer with an entity tag (RFC 9110 §8.8.3) in `ETag`. Where the answer to a GET or HEAD
  /// is a success, the library compares it with the conditions of the request, and answers with 304
  /// or 412 instead where they say so (§13); but for [#raw(Body.Writer)], of which it knows
  /// nothing. Methods that change something have to ask before they do:
  /// [Request#precondition(Validators)].
  public Response withETag(EntityTag tag) {
    return withHeader("ETag", tag.toString());
  }

  /// This answer with a time of the last change in `Last-Modified`, to the second; conditions are
  /// treated as with [#withETag(EntityTag)]. A time in the future is replaced by now (RFC 9110
  /// §8.8.2.1).
  public Response withLastModified(Instant time) {
    long second = Math.clamp(time.getEpochSecond(), FIRST_SECOND, HttpDate.second());
    return withHeader("Last-Modified", HttpDate.format(second));
  }

  /// This answer with the offer of ranges, `Accept-Ranges: bytes`: a GET that asks for a part of it
  /// gets 206 with that part, or 416 if there is none such (RFC 9110 §14). Holds for content that
  /// is all there, for files and for sources; the last two, and [#bytes(byte[])], offer it by
  /// themselves.
  public Response withRanges() {
    return withHeader("Accept-Ranges", "bytes");
  }

  /// This answer with the word that it is not given in parts, `Accept-Ranges: none`.
  public Response withoutRanges() {
    return withHeader("Accept-Ranges", "none");
  }

  /// This answer with a cookie, in place of one of that name it had (RFC 6265 §4.1.1).
  public Response withCookie(SetCookie cookie) {
    return withHeaders(cookie.in(headers));
  }

  /// This answer as a file to be saved, not shown: sets `Content-Disposition` (RFC 6266).
  ///
  /// @param fileName what to call it, in any characters. Those that would lead into a directory,
  ///   and control characters, become underscores; of more than 255 characters the end is taken
  public Response asAttachment(String fileName) {
    return withHeader("Content-Disposition", ContentDisposition.attachment(fileName));
  }

  /// This answer with another body.
  public Response withBody(Body body) {
    return new Response(status, headers, body, trailers, closing, compression);
  }

  /// This answer followed by trailer fields (RFC 9110 §6.5), when the client says that it takes
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
    return new Response(status, headers, body, following, closing, compression);
  }

  /// This answer, the last of its connection.
  public Response closeConnection() {
    return new Response(status, headers, body, trailers, true, compression);
  }

  /// This answer compressed or not, whatever the server does with others: see [Compression].
  /// [Compression.Use#NEVER] is for an answer with a secret beside what a client has a say in.
  public Response withCompression(Compression.Use use) {
    return new Response(status, headers, body, trailers, closing, use);
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
    return trailers.current();
  }

  /// The names of the trailer fields that will follow the content; empty if none will.
  public List<String> trailerNames() {
    return trailers.names();
  }

  /// Whether the connection is to be closed after this answer.
  public boolean closesConnection() {
    return closing;
  }

  /// Whether it is compressed for clients that accept it.
  public Compression.Use compression() {
    return compression;
  }

  /// Writes the content to `out`, for tests and tools. A stream is used up by it.
  ///
  /// @throws Exception what the source of the content throws
  public void writeBodyTo(OutputStream out) throws Exception {
    switch (body) {
      case Body.Empty _ -> {}
      case Body.Bytes b -> out.write(b.bytes());
      case Body.OfFile f -> Files.copy(f.path(), out);
      case Body.OfSource s -> copy(new Body.Part(s.source(), 0, s.source().length()), out);
      case Body.Part p -> copy(p, out);
      case Body.Stream s -> {
        try (InputStream source = s.source()) {
          if (s.length().isPresent()) {
            out.write(source.readNBytes(Math.toIntExact(s.length().getAsLong())));
          } else {
            source.transferTo(out);
          }
        }
      }
      case Body.Written w -> w.writer().writeTo(out);
      case Body.Endless e -> e.start().get().writeTo(out);
      case Body.Raw r -> r.writer().writeTo(out);
    }
  }

  private static void copy(Body.Part part, OutputStream out) throws IOException {
    try (InputStream stream = part.stream()) {
      stream.transferTo(out);
    }
  }

  @Override
  public String toString() {
    return status + " " + headers;
  }

  private Response withHeaders(Headers fields) {
    return new Response(status, fields, body, trailers, closing, compression);
  }

  private static String managed(String name) {
    if (FieldRules.isOurs(name)) {
      throw new IllegalArgumentException(
          name + " is written by the library; see closeConnection() and withTrailers()");
    }
    return name;
  }
}
