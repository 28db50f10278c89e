package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;

/// A request as a test names it, for any client.
record ClientRequest(String method, String path, Headers fields, byte[] content, Headers trailers) {
  static ClientRequest get(String path, String... fields) {
    return new ClientRequest("GET", path, Headers.of(fields), new byte[0], Headers.empty());
  }

  static ClientRequest post(String path, byte[] content, String... fields) {
    return new ClientRequest("POST", path, Headers.of(fields), content, Headers.empty());
  }

  ClientRequest by(String other) {
    return new ClientRequest(other, path, fields, content, trailers);
  }

  ClientRequest withTrailers(String... names) {
    return new ClientRequest(method, path, fields, content, Headers.of(names));
  }

  boolean hasContent() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /// Whether the client is to wait for `100 Continue`.
  boolean expectsContinue() {
    return fields.contains("Expect");
  }
}
