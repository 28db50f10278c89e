package io.github.tinyhttp.examples;

import module io.github.tinyhttp;

/// Tells a browser which files a page needs before the page is ready (103, RFC 8297).
final class EarlyHints {
  void main() throws Exception {
    var server =
        Server.http(
            Integer.getInteger("port", 8000),
            request -> {
              request.inform(103, Headers.of("Link", "</style.css>; rel=preload; as=style"));
              return Response.html(slowPage());
            });
    IO.println("listening on " + server.uri());
  }

  private static String slowPage() throws InterruptedException {
    Thread.sleep(100); // stands for a database: handlers may block
    return "<link rel=stylesheet href=/style.css><h1>at last</h1>\n";
  }
}
