package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SetCookie;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A program with a handler of each kind. It knows nothing of versions, so its clients see the same
/// in each.
final class SameProgram {
  private static final byte[] LARGE =
      "0123456789abcdef".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

  private static final Set<String> GOING_ON =
      Set.of(
          "/twice",
          "/inform-late",
          "/body-after-response",
          "/begin-and-fail",
          "/begin-and-fail-early");

  private final Map<String, Handler> handlers = new LinkedHashMap<>();
  private final Path file;

  /// @param file something to send
  SameProgram(Path file) {
    this.file = file;
    contents();
    imperative();
    statuses();
    bodies();
    failures();
    others();
  }

  /// The paths that have a handler; last those whose handlers go on when their response is sent.
  List<String> paths() {
    return handlers.keySet().stream().sorted(Comparator.comparing(GOING_ON::contains)).toList();
  }

  /// Whether the handler of a message goes on when its response is sent. What comes of that is told
  /// before or after the end of the request.
  static boolean goesOn(String message) {
    String path = message.split(" ")[1];
    return GOING_ON.contains(path);
  }

  Response handle(Request request) throws Exception {
    Handler handler = handlers.get(request.path());
    return handler == null ? Response.error(404, "nothing is there") : handler.handle(request);
  }

  private void contents() {
    handlers.put("/text", _ -> Response.text("hello"));
    handlers.put("/bytes", _ -> Response.bytes(LARGE).withETag(EntityTag.strong("large")));
    handlers.put("/ranges", _ -> Response.bytes(LARGE).withRanges());
    handlers.put("/empty", _ -> Response.empty());
    handlers.put("/file", _ -> Response.file(file));
    handlers.put("/stream", _ -> Response.stream(new ByteArrayInputStream(LARGE)));
    handlers.put("/sized", _ -> Response.stream(new ByteArrayInputStream(LARGE), LARGE.length));
    handlers.put("/written", _ -> Response.stream(out -> out.write(LARGE)).withType("text/plain"));
    handlers.put("/nothing-written", _ -> Response.stream(_ -> {}));
    handlers.put("/flushed", _ -> Response.stream(SameProgram::flush));
    handlers.put(
        "/events",
        _ ->
            Response.events(
                stream -> {
                  stream.send("one");
                  stream.send(Event.of("two").withId("2"));
                }));
    handlers.put("/compressed", _ -> Response.text("compress me ".repeat(1_000)));
    handlers.put(
        "/trailers", _ -> Response.text("hello").withTrailers(Headers.of("Checksum", "abc")));
    handlers.put(
        "/late-trailers",
        _ ->
            Response.stream(out -> out.write(LARGE))
                .withTrailers(List.of("Checksum"), () -> Headers.of("Checksum", "late")));
    handlers.put(
        "/failing-trailers",
        _ ->
            Response.stream(out -> out.write(LARGE))
                .withTrailers(
                    List.of("Checksum"),
                    () -> {
                      throw new IllegalStateException("no checksum");
                    }));
    handlers.put(
        "/cookies",
        request ->
            Response.text(request.cookieList().toString())
                .withCookie(SetCookie.of("a", "b"))
                .withCookie(SetCookie.of("c", "d")));
  }

  private static void flush(OutputStream out) throws IOException {
    for (String word : List.of("one", "two", "three")) {
      out.write(word.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private void imperative() {
    handlers.put(
        "/begin",
        request -> {
          try (OutputStream out = request.begin(Response.status(200).withType("text/plain"))) {
            flush(out);
          }
          return Response.handled();
        });
    handlers.put(
        "/begin-sized",
        request -> {
          try (OutputStream out = request.begin(Response.status(200), LARGE.length)) {
            out.write(LARGE);
          }
          return Response.handled();
        });
    handlers.put(
        "/begin-too-little",
        request -> {
          try (OutputStream out = request.begin(Response.status(200), LARGE.length + 1L)) {
            out.write(LARGE);
          }
          return Response.handled();
        });
    handlers.put(
        "/begin-too-much",
        request -> {
          try (OutputStream out = request.begin(Response.status(200), 3)) {
            out.write(LARGE);
          }
          return Response.handled();
        });
    handlers.put(
        "/begin-and-fail",
        request -> {
          OutputStream out = request.begin(Response.status(200));
          out.write(LARGE);
          out.flush();
          throw new IllegalStateException("in the middle");
        });
    handlers.put(
        "/begin-and-fail-early",
        request -> {
          OutputStream out = request.begin(Response.status(200));
          out.write(1);
          throw new IllegalStateException("at the beginning");
        });
    handlers.put(
        "/later",
        request -> {
          Thread.ofVirtual().start(() -> request.respond(Response.text("later"))).join();
          return Response.handled();
        });
    handlers.put(
        "/later-and-large",
        request -> {
          Response later = Response.stream(out -> out.write(LARGE));
          Thread.ofPlatform().start(() -> request.respond(later)).join();
          return Response.handled();
        });
    handlers.put(
        "/at-once",
        request -> {
          request.respond(Response.text("at once"));
          return Response.handled();
        });
    handlers.put(
        "/twice",
        request -> {
          request.respond(Response.text("first"));
          return Response.text("second");
        });
    handlers.put(
        "/closed",
        request -> {
          request.close();
          return Response.handled();
        });
    handlers.put(
        "/inform",
        request -> {
          request.inform(103, Headers.of("Link", "</a>; rel=preload"));
          request.inform(102, Headers.empty());
          return Response.text("informed");
        });
    handlers.put(
        "/inform-late",
        request -> {
          request.respond(Response.text("done"));
          request.inform(103, Headers.empty());
          return Response.handled();
        });
  }

  private void statuses() {
    for (int code : List.of(201, 204, 205, 206, 304, 401, 405, 417, 503)) {
      handlers.put("/" + code, _ -> Response.status(code));
      handlers.put("/" + code + "-text", _ -> Response.text("content").withStatus(code));
    }
    handlers.put("/204-stream", _ -> Response.stream(out -> out.write(LARGE)).withStatus(204));
    handlers.put("/304-file", _ -> Response.file(file).withStatus(304));
    handlers.put("/redirect", _ -> Response.redirect("/text"));
    handlers.put("/close", _ -> Response.text("bye").withConnectionClose());
    handlers.put(
        "/length", _ -> Response.text("hello").withHeader("X-A", "b").withAddedHeader("X-A", "c"));
    handlers.put("/dated", _ -> Response.text("hello").withHeader("Server", "mine"));
  }

  private void bodies() {
    handlers.put("/echo", request -> Response.stream(out -> request.body().transferTo(out)));
    handlers.put("/whole-echo", request -> Response.bytes(request.bytes()));
    handlers.put(
        "/form", request -> Response.text(request.form().fields() + " " + request.contentType()));
    handlers.put("/never-read", request -> Response.text(request.contentLength() + ""));
    handlers.put(
        "/half-read",
        request -> Response.text(request.body().readNBytes(5_000).length + " octets"));
    handlers.put("/bounded", request -> Response.text(request.bytes(1_000).length + " octets"));
    handlers.put(
        "/request-trailers",
        request -> {
          int length = request.bytes().length;
          return Response.text(length + " " + lines(request.trailers()));
        });
    handlers.put(
        "/body-after-response",
        request -> {
          request.respond(Response.text("first"));
          try {
            request.body().readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Response.handled();
        });
    handlers.put(
        "/body-in-trailers",
        request ->
            Response.stream(out -> out.write(request.body().readNBytes(10)))
                .withTrailers(List.of("Rest"), () -> Headers.of("Rest", rest(request))));
    handlers.put("/mirror", request -> Response.text(mirror(request)));
  }

  private static String rest(Request request) {
    try {
      return "" + request.body().readAllBytes().length;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(Headers fields) {
    var lines = new StringBuilder();
    for (int i = 0; i < fields.size(); i++) {
      lines
          .append(fields.name(i).toLowerCase(Locale.ROOT))
          .append('=')
          .append(fields.value(i))
          .append(';');
    }
    return lines.toString();
  }

  /// What a handler can ask any request for, with those of its fields that each version sends
  /// alike.
  static Response mirrorAny(Request request) throws IOException {
    Headers fields = request.headers().without("Host").without("Cookie");
    return Response.text(mirror(request) + "\n" + lines(fields));
  }

  /// What a handler can ask a request for.
  private static String mirror(Request request) throws IOException {
    return String.join(
        "\n",
        request.method().name(),
        request.path(),
        request.rawPath(),
        request.segments().toString(),
        request.query().toString(),
        request.queryParameters().toString(),
        request.authority().toString(),
        request.host().toString(),
        request.uri().toString(),
        request.scheme(),
        request.contentType().toString(),
        request.contentLength().toString(),
        request.cookies().toString(),
        request.accepts("text/plain", "text/html").toString(),
        request.language("de", "en").toString(),
        request.isResponded() + " " + request.isConnected() + " " + request.isSecure(),
        request.offersUpgrade("websocket") + "",
        request.body().available() >= 0 ? "available" : "",
        request.bytes().length + "");
  }

  private void failures() {
    handlers.put(
        "/fails",
        _ -> {
          throw new IllegalStateException("on purpose");
        });
    handlers.put(
        "/teapot",
        _ -> {
          throw new HttpException(418, "no coffee");
        });
    handlers.put("/null", _ -> null);
    handlers.put("/handled", _ -> Response.handled());
    handlers.put("/missing-file", _ -> Response.file(file.resolveSibling("none")));
    handlers.put("/stream-fails-at-once", _ -> Response.stream(new FailingInput(3)));
    handlers.put("/stream-fails-late", _ -> Response.stream(new FailingInput(200_000)));
    handlers.put(
        "/stream-too-short", _ -> Response.stream(new ByteArrayInputStream(LARGE), 200_000));
    handlers.put("/stream-too-long", _ -> Response.stream(new ByteArrayInputStream(LARGE), 3));
    handlers.put("/writer-too-short", _ -> Response.stream(out -> out.write(LARGE), 200_000));
    handlers.put("/writer-too-long", _ -> Response.stream(out -> out.write(LARGE), 3));
    handlers.put(
        "/writer-fails",
        _ ->
            Response.stream(
                out -> {
                  out.write(LARGE);
                  throw new HttpException(409, "too late");
                }));
    handlers.put(
        "/writer-fails-at-once",
        _ ->
            Response.stream(
                _ -> {
                  throw new HttpException(409, "in time");
                }));
    handlers.put(
        "/events-fail",
        _ ->
            Response.events(
                stream -> {
                  stream.send("x".repeat(100_000));
                  throw new IllegalStateException("on purpose");
                }));
    handlers.put(
        "/interrupted",
        _ -> {
          throw new InterruptedException("on purpose");
        });
  }

  private void others() {
    handlers.put(
        "/asks",
        request -> {
          request.onDisconnect(() -> {});
          return Response.text(request.isConnected() + "");
        });
    handlers.put(
        "/filtered",
        request -> {
          Response inner = handlers.get("/written").handle(request);
          Body.Writer writer = inner.body().writer().orElseThrow();
          return inner
              .withBody(Body.written(out -> writer.writeTo(new Counted(out))))
              .withHeader("X-Filter", "yes");
        });
    handlers.put(
        "/wrong-field",
        _ -> Response.text("hello").withHeader("Connection", "close").withHeader("X-B", "c"));
    handlers.put("/wide-field", _ -> Response.text("hello").withHeader("X-Name", "Jürgen"));
    handlers.put(
        "/large-head", _ -> Response.text("hello").withHeader("X-Large", "x".repeat(40_000)));
  }

  private static final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }
  }
}
