package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// A page that several people edit, none of whom overwrites what another has written meanwhile:
///
/// ```
/// curl -i http://localhost:8000/                                  ETag: "0"
/// curl -T new.txt -H 'If-Match: "0"' http://localhost:8000/      204, ETag: "1"
/// curl -T new.txt -H 'If-Match: "0"' http://localhost:8000/      412: somebody was faster
/// ```
final class SharedPage {
  private String text = "write something\n";
  private long revision;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::answer);
    IO.println("listening on " + server.uri());
  }

  private Response answer(Request request) throws IOException {
    return switch (request.method().name()) {
      // a browser that has this revision gets a 304; that is the library's doing
      case "GET", "HEAD" -> page();
      case "PUT" -> replace(request, request.text());
      default -> Response.status(405).withHeader("Allow", "GET, HEAD, PUT");
    };
  }

  private synchronized Response page() {
    return Response.text(text).withETag(tag());
  }

  /// Whoever does not say which revision was edited has read none: that is refused, too.
  private synchronized Response replace(Request request, String replacement) {
    if (request.header("If-Match").isEmpty()) {
      return Response.text("say which revision you edited\n").withStatus(428);
    }
    var refusal = request.precondition(Validators.of(tag()));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    text = replacement;
    revision++;
    return Response.empty().withETag(tag());
  }

  private EntityTag tag() {
    return EntityTag.strong(Long.toString(revision));
  }
}
