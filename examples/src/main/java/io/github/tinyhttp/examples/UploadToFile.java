package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

import io.github.tinyhttp.HttpMethod;

/// Writes what is uploaded into a file as it comes, whatever its size: never is more than a buffer
/// full of it in memory. `curl -T film.mp4 localhost:8000`
final class UploadToFile {
  private static final long MOST = 20L << 30;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), UploadToFile::answer);
    IO.println("listening on " + server.uri());
  }

  private static Response answer(Request request) throws IOException {
    if (!request.method().equals(HttpMethod.PUT)) {
      return Response.status(405).withHeader("Allow", "PUT");
    }
    Path file = Files.createTempFile("upload", "");
    try {
      // refused before it is sent if the client says that it is larger; it reads that
      long bytes = request.saveTo(file, MOST);
      return Response.text(bytes + " bytes\n").withStatus(201);
    } finally {
      Files.delete(file); // an application would keep it
    }
  }
}
