package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Writes an upload of any size to a file while it arrives, with only one buffer in memory: `curl
/// -T film.mp4 localhost:8000`.
final class UploadToFile {
  /// The maximum size of an upload, in bytes.
  private static final long MAXIMUM = 20L << 30;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), UploadToFile::handle);
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) throws IOException {
    if (!request.method().equals(HttpMethod.PUT)) {
      return Response.methodNotAllowed(HttpMethod.PUT);
    }
    Path file = Files.createTempFile("upload", "");
    try {
      // A larger Content-Length is refused before the client sends the content.
      long bytes = request.saveTo(file, MAXIMUM);
      return Response.text(bytes + " bytes\n").withStatus(201);
    } finally {
      Files.delete(file); // a real application keeps it
    }
  }
}
