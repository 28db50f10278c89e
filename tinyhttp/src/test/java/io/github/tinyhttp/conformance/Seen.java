package io.github.tinyhttp.conformance;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A handler that reads each request whole, says in its response what it was, and keeps a list.
final class Seen implements Handler {
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @Override
  public Response handle(Request request) throws IOException {
    String body = request.text();
    String line = request.method() + " " + request.target() + (body.isEmpty() ? "" : " " + body);
    requests.add(line);
    return Response.text(line);
  }

  /// The requests so far: method, target and body.
  List<String> requests() {
    return requests;
  }
}
