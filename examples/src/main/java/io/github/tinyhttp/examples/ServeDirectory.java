package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Serves the files of one directory, `-Droot=`, with listings and precompressed files.
/// `Cache-Control: no-cache` makes a browser revalidate its copy each time.
final class ServeDirectory {
  void main() throws Exception {
    var files =
        FileHandler.of(Path.of(System.getProperty("root", ".")))
            .withListings()
            .withPrecompressed()
            .withCacheControl("no-cache");
    var server = Server.http(Integer.getInteger("port", 8000), files);
    IO.println("listening on " + server.uri());
  }
}
