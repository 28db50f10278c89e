package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import java.nio.charset.StandardCharsets;

/// A response as a client gives it to its user, its content not decoded.
record ClientResponse(int status, Headers fields, byte[] content, Headers trailers) {
  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  String field(String name) {
    return fields.first(name).orElse("");
  }
}
