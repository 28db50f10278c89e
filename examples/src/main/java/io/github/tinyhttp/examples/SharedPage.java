package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// A page that several people edit without overwriting each other's changes:
///
/// ```
/// curl -i http://localhost:8000/                                  ETag: "0"
/// curl -T new.txt -H 'If-Match: "0"' http://localhost:8000/      204, ETag: "1"
/// curl -T new.txt -H 'If-Match: "0"' http://localhost:8000/      412: the page has changed
/// ```
final class SharedPage {
  private String text = "write something\n";
  private long revision;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::handle);
    IO.println("listening on " + server.uri());
  }

  private Response handle(Request request) throws IOException {
    return switch (request.method().name()) {
      // the library sends 304 to a browser that has this revision
      case "GET", "HEAD" -> page();
      case "PUT" -> replace(request, request.text());
      default -> Response.methodNotAllowed(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT);
    };
  }

  private synchronized Response page() {
    return Response.text(text).withETag(tag());
  }

  /// Replaces the page. A client must name the revision it has edited.
  private synchronized Response replace(Request request, String replacement) {
    if (request.header("If-Match").isEmpty()) {
      return Response.text("If-Match must name the revision you edited\n").withStatus(428);
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
