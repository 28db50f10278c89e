package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

import io.github.tinyhttp.Method;

/// Gives the files of one directory, `-Droot=`, and nothing else.
final class FileDownload {
  private final Path root = Path.of(System.getProperty("root", ".")).toAbsolutePath();

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::answer);
    IO.println("listening on " + server.uri());
  }

  private Response answer(Request request) throws IOException {
    if (!request.method().equals(Method.GET) && !request.method().equals(Method.HEAD)) {
      return Response.status(405).withHeader("Allow", "GET, HEAD");
    }
    try {
      // Where the path leads once every "..", and every link, is followed: that alone counts.
      Path file = root.resolve(request.path().substring(1)).toRealPath();
      return file.startsWith(root.toRealPath()) ? Response.file(file) : Response.status(404);
    } catch (FileSystemException | InvalidPathException _) {
      return Response.status(404);
    }
  }
}
