package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

import io.github.tinyhttp.HttpMethod;

/// Takes JSON and text, and gives them back.
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
            .handler(EchoBodies::answer)
            .limits(Limits.defaults().withBody(100_000)) // more than that is answered with 413
            .start();
    IO.println("listening on " + server.uri());
  }

  private static Response answer(Request request) throws IOException {
    if (!request.method().equals(HttpMethod.POST)) {
      return Response.status(405).withHeader("Allow", "POST");
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
    String given = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!given.split(";", 2)[0].strip().equals(type)) {
      throw new HttpException(415, type + " wanted"); // becomes the answer
    }
  }
}
