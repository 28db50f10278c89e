package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Gives the files of one directory, `-Droot=`, and nothing else: with lists of what there is, with
/// files that were compressed beforehand, and with the word that a browser asks each time whether
/// what it has is still good.
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
