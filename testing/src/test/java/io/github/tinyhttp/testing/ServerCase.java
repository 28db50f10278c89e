package io.github.tinyhttp.testing;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.ServerOptions;
import java.nio.charset.StandardCharsets;

/// A request, and a handler that responds to it.
record ServerCase(
    String name,
    String method,
    String target,
    HttpVersion version,
    Headers fields,
    byte[] content,
    Headers trailers,
    ServerOptions options,
    Handler handler) {
  static ServerCase get(String name, Handler handler) {
    return new ServerCase(
        name,
        "GET",
        "/",
        HttpVersion.HTTP_1_1,
        Headers.empty(),
        new byte[0],
        Headers.empty(),
        ServerOptions.defaults().withHosts("*"),
        handler);
  }

  static ServerCase post(String name, String content, Handler handler) {
    return get(name, handler).by("POST").with(content.getBytes(StandardCharsets.UTF_8));
  }

  ServerCase by(String other) {
    return new ServerCase(
        name, other, target, version, fields, content, trailers, options, handler);
  }

  ServerCase to(String other) {
    return new ServerCase(
        name, method, other, version, fields, content, trailers, options, handler);
  }

  ServerCase in(HttpVersion other) {
    return new ServerCase(name, method, target, other, fields, content, trailers, options, handler);
  }

  ServerCase with(String... namesAndValues) {
    Headers others = Headers.of(namesAndValues);
    return new ServerCase(
        name, method, target, version, others, content, trailers, options, handler);
  }

  ServerCase with(byte[] other) {
    return new ServerCase(name, method, target, version, fields, other, trailers, options, handler);
  }

  ServerCase withTrailers(String... namesAndValues) {
    Headers others = Headers.of(namesAndValues);
    return new ServerCase(name, method, target, version, fields, content, others, options, handler);
  }

  ServerCase with(ServerOptions other) {
    return new ServerCase(name, method, target, version, fields, content, trailers, other, handler);
  }

  @Override
  public String toString() {
    return name;
  }
}
