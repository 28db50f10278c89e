package io.github.tinyhttp.testing;

import static io.github.tinyhttp.testing.ServerCase.get;
import static io.github.tinyhttp.testing.ServerCase.post;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Form;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Validators;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Handlers that use everything a request offers, in and out of order.
final class ServerCases {
  private static final ServerOptions DEFAULTS = ServerOptions.defaults().withHosts("*");
  private static final EntityTag TAG = EntityTag.strong("v1");
  private static final String MULTIPART =
      """
      --b
      Content-Disposition: form-data; name="title"

      A film
      --b
      Content-Disposition: form-data; name="film"; filename="a.mp4"
      Content-Type: video/mp4

      1234
      --b--
      """
          .replace("\n", "\r\n");

  private ServerCases() {}

  static List<ServerCase> all(Path file) {
    return Stream.of(
            heads(),
            bodies(),
            forms(),
            misuses(),
            failures(),
            streams(),
            begun(),
            files(file),
            selections(),
            protocols())
        .flatMap(List::stream)
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) {
    var out = new ByteArrayOutputStream();
    try (var coder = new GZIPOutputStream(out)) {
      coder.write(bytes(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static List<ServerCase> heads() {
    return List.of(
        get("text", _ -> Response.text("héllo")),
        get("head", _ -> Response.text("hello")).by("HEAD"),
        get("head of a stream", _ -> Response.stream(out -> out.write(1))).by("HEAD"),
        get("no content", _ -> Response.empty()),
        get("large content", _ -> Response.text("x".repeat(100_000))),
        get("connection closed by the client", _ -> Response.text("x")).with("Connection", "close"),
        get("connection closed by the server", _ -> Response.text("x").withConnectionClose()),
        get("name of the server", _ -> Response.text("x")).with(DEFAULTS.withName("Test/1")),
        get("old client", _ -> Response.text("x")).in(HttpVersion.HTTP_1_0),
        get("old client that stays", _ -> Response.text("x"))
            .in(HttpVersion.HTTP_1_0)
            .with("Connection", "keep-alive"),
        get("old client of a stream", _ -> Response.stream(out -> out.write('x')))
            .in(HttpVersion.HTTP_1_0),
        get("whole uri", request -> Response.text(request.path() + " " + request.authority()))
            .to("http://example.com"),
        get("options", _ -> Response.text("mine")).by("OPTIONS").to("*"),
        get("trace", _ -> Response.text("mine")).by("TRACE"),
        get("cookies", request -> Response.text(request.cookies().toString()))
            .with("Cookie", "a=1; b=2", "Cookie", "c=3"));
  }

  private static List<ServerCase> bodies() {
    return List.of(
        post("bytes twice", "abc", r -> Response.text("" + (r.bytes() == r.bytes()))),
        post("text after bytes", "abc", r -> Response.text(r.bytes().length + r.text())),
        post("bytes after text", "abc", r -> Response.text(r.text() + r.bytes().length)),
        post("text after a read", "abc", r -> Response.text(r.body().read() + r.text())),
        post("stream after bytes", "abc", r -> Response.text(r.bytes().length + read(r))),
        post("body not read", "abc", _ -> Response.text("x")),
        post("body over the limit", "abcde", r -> Response.text(r.text()))
            .with(DEFAULTS.withLimits(Limits.defaults().withBody(4))),
        get("coded body", r -> Response.text(r.text()))
            .by("POST")
            .with(gzip("unfolded"))
            .with("Content-Encoding", "gzip"),
        post("coding nobody knows", "abc", r -> Response.text(r.text()))
            .with("Content-Encoding", "unknown"),
        post("charset nobody knows", "abc", r -> Response.text(r.text()))
            .with("Content-Type", "text/plain; charset=nobodys"),
        post("trailers", "abc", r -> Response.text(r.text() + r.trailers().first("Sum")))
            .withTrailers("Sum", "6"));
  }

  private static String read(Request request) throws IOException {
    return new String(request.body().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<ServerCase> forms() {
    return List.of(
        post("form", "a=1&b=%C3%BC", r -> Response.text(r.form().fields().toString()))
            .with("Content-Type", "application/x-www-form-urlencoded"),
        post("form twice", "a=1", r -> Response.text(r.form().fields() + "" + r.form().fields()))
            .with("Content-Type", "application/x-www-form-urlencoded"),
        post("no form", "a=1", r -> Response.text(r.form().toString()))
            .with("Content-Type", "text/plain"),
        post("multipart", MULTIPART, r -> Response.text(upload(r.form())))
            .with("Content-Type", "multipart/form-data; boundary=b"));
  }

  private static String upload(Form form) throws IOException {
    return form.fields() + Files.readString(form.upload("film").orElseThrow().path());
  }

  private static List<ServerCase> misuses() {
    return List.of(
        get("inform", r -> informed(r, 103, "Link", "</a>")),
        get("inform twice", r -> informed(r, 103, "A", "1", "B", "2")),
        get("inform with a final status", r -> informed(r, 200)),
        get("inform with framing", r -> informed(r, 103, "Content-Length", "1")),
        get(
            "inform after the response",
            r -> {
              r.respond(Response.text("x"));
              return informed(r, 103);
            }),
        get(
            "respond twice",
            r -> {
              r.respond(Response.text("first"));
              r.respond(Response.text("second"));
              return Response.handled();
            }),
        get(
            "respond and return",
            r -> {
              r.respond(Response.text("first"));
              return Response.text("second");
            }),
        get(
            "respond with null",
            r -> {
              r.respond((Response) null);
              return Response.handled();
            }),
        get(
            "respond by another handler",
            r -> {
              r.respond(_ -> Response.text("other"));
              return Response.handled();
            }),
        get("handled by nobody", _ -> Response.handled()),
        get(
            "close",
            r -> {
              r.close();
              return Response.text("late");
            }));
  }

  private static Response informed(Request request, int status, String... fields)
      throws IOException {
    request.inform(status, Headers.of(fields));
    return Response.text("x");
  }

  private static List<ServerCase> failures() {
    return List.of(
        get("refusal", _ -> fail(new HttpException(405, "no", Headers.of("Allow", "GET")))),
        get(
            "wrapped refusal",
            _ -> fail(new UncheckedIOException(new HttpException(418, "no coffee")))),
        get("failure", _ -> fail(new IllegalStateException("on purpose"))),
        get("failed input", _ -> fail(new IOException("on purpose"))),
        get(
            "failure after the response",
            r -> {
              r.respond(Response.status(201));
              return fail(new IllegalStateException("on purpose"));
            }));
  }

  private static Response fail(Exception failure) throws Exception {
    throw failure;
  }

  private static ByteArrayInputStream source(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  private static List<ServerCase> streams() {
    return List.of(
        get("stream", _ -> Response.stream(source("abc"))),
        get("stream of a length", _ -> Response.stream(source("abc"), 3)),
        get("stream that is too long", _ -> Response.stream(source("abc"), 2)),
        get("stream that is too short", _ -> Response.stream(source("abc"), 4)),
        get("writer", _ -> Response.stream(out -> out.write(bytes("x".repeat(40_000))))),
        get(
            "writer that fails before anything has left",
            _ ->
                Response.stream(
                    out -> {
                      out.write('a');
                      throw new IllegalStateException("on purpose");
                    })),
        get(
            "writer that refuses before anything has left",
            _ ->
                Response.stream(
                    out -> {
                      out.write('a');
                      throw new HttpException(409, "not now");
                    })),
        get(
            "writer that fails later",
            _ ->
                Response.stream(
                    out -> {
                      out.write('a');
                      out.flush();
                      throw new IllegalStateException("on purpose");
                    })),
        get(
            "events",
            _ ->
                Response.events(
                    events -> {
                      events.send("one");
                      events.send("two");
                    })),
        get("trailers", _ -> Response.text("x").withTrailers(Headers.of("Sum", "1")))
            .with("TE", "trailers"),
        get("trailers nobody takes", _ -> Response.text("x").withTrailers(Headers.of("Sum", "1"))),
        get(
                "trailers of a stream",
                _ -> Response.stream(source("x")).withTrailers(Headers.of("Sum", "1")))
            .with("TE", "trailers"));
  }

  private static List<ServerCase> begun() {
    return List.of(
        get("begin", r -> begin(r, Response.status(201), "abc")),
        get("begin with head", r -> begin(r, Response.status(200), "abc")).by("HEAD"),
        get("begin with a condition", r -> begin(r, Response.status(200).withETag(TAG), "abc"))
            .with("If-None-Match", TAG.toString()),
        get("begin with content", r -> begin(r, Response.text("x"), "abc")),
        get(
            "begin with a length",
            r -> {
              try (var out = r.begin(Response.status(200), 3)) {
                out.write(bytes("abc"));
              }
              return Response.handled();
            }),
        get(
            "begin with too much",
            r -> {
              try (var out = r.begin(Response.status(200), 3)) {
                out.write(bytes("abcd"));
              }
              return Response.handled();
            }),
        get(
            "begin and fail",
            r -> {
              var out = r.begin(Response.status(200));
              out.write('a');
              out.flush();
              return fail(new IllegalStateException("on purpose"));
            }),
        get(
            "begin twice",
            r -> {
              try (var out = r.begin(Response.status(200))) {
                out.write('a');
              }
              return begin(r, Response.status(200), "b");
            }));
  }

  private static Response begin(Request request, Response head, String content) throws IOException {
    try (var out = request.begin(head)) {
      out.write(bytes(content));
    }
    return Response.handled();
  }

  private static List<ServerCase> files(Path file) {
    return List.of(
        get("file", _ -> Response.file(file)),
        get("file by head", _ -> Response.file(file)).by("HEAD"),
        get("range", _ -> Response.file(file)).with("Range", "bytes=2-4"),
        get("last bytes", _ -> Response.file(file)).with("Range", "bytes=-3"),
        get("range that is not there", _ -> Response.file(file)).with("Range", "bytes=20-"),
        get("file that is not there", _ -> Response.file(file.resolveSibling("none"))),
        get("file not modified", _ -> Response.file(file))
            .with("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"));
  }

  private static List<ServerCase> selections() {
    var compressing = DEFAULTS.withCompression(Compression.defaults());
    return List.of(
        get("condition", _ -> Response.text("x").withETag(TAG))
            .with("If-None-Match", TAG.toString()),
        get("condition that fails", _ -> Response.text("x").withETag(TAG))
            .with("If-Match", "\"other\""),
        get(
                "condition that is asked",
                r -> r.precondition(Validators.of(TAG)).orElse(Response.text("done")))
            .by("PUT")
            .with("If-Match", "\"other\""),
        get("gzip", _ -> Response.text("x".repeat(10_000)))
            .with(compressing)
            .with("Accept-Encoding", "gzip"),
        get(
                "gzip of a stream",
                _ ->
                    Response.stream(source("x".repeat(10_000)))
                        .withHeader("Content-Type", "text/plain"))
            .with(compressing)
            .with("Accept-Encoding", "gzip"),
        get("gzip nobody takes", _ -> Response.text("x".repeat(10_000))).with(compressing));
  }

  private static List<ServerCase> protocols() {
    return List.of(
        get("upgrade", r -> upgraded(r, Response.status(200).withHeader("X", "y")))
            .with("Upgrade", "Chat", "Connection", "upgrade"),
        get("upgrade that is not offered", r -> upgraded(r, Response.status(200))),
        get("upgrade without its connection option", r -> upgraded(r, Response.status(200)))
            .with("Upgrade", "chat"));
  }

  private static Response upgraded(Request request, Response fields) throws IOException {
    request.upgrade("chat", fields).close();
    return Response.handled();
  }
}
