package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Accepts JSON and text, and sends them back.
///
/// ```
/// curl -H 'Content-Type: application/json' -d '{"a": 1}' localhost:8000/json
/// curl -H 'Content-Type: text/plain' -d 'some text' localhost:8000/text
/// ```
final class EchoBodies {
  void main() throws Exception {
    var server =
        Server.builder()
            .bind(Integer.getInteger("port", 8000))
            .handler(EchoBodies::handle)
            .limits(Limits.defaults().withBody(100_000)) // a larger body gets a 413
            .start();
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) throws IOException {
    if (!request.method().equals(HttpMethod.POST)) {
      return Response.methodNotAllowed(HttpMethod.POST);
    }
    return switch (request.path()) {
      case "/json" -> {
        require(request, "application/json");
        yield Response.json(request.text());
      }
      case "/text" -> {
        require(request, "text/plain");
        yield Response.text(request.text());
      }
      default -> Response.status(404);
    };
  }

  private static void require(Request request, String type) throws HttpException {
    if (request.contentType().filter(given -> given.is(type)).isEmpty()) {
      throw new HttpException(415, "the content must be " + type); // becomes the response
    }
  }
}
