package io.github.tinyhttp;

/// How a response is sent, apart from its status, fields and content.
///
/// @param trailers the fields behind the content
/// @param closes whether the connection ends with the response
/// @param compression whether the content is compressed
record Sending(Trailers trailers, boolean closes, Compression.Use compression) {
  static final Sending DEFAULT = new Sending(Trailers.NONE, false, Compression.Use.AS_CONFIGURED);

  Sending with(Trailers following) {
    return new Sending(following, closes, compression);
  }

  Sending with(Compression.Use use) {
    return new Sending(trailers, closes, use);
  }

  Sending closing() {
    return new Sending(trailers, true, compression);
  }
}
