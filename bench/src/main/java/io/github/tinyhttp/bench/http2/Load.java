package io.github.tinyhttp.bench.http2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What `h2load` asks a server for.
enum Load {
  /// Many requests of one read.
  STREAMS("GET /, 8 connections, 32 streams each", "/", false, false, 8, 32),
  /// One request of one read.
  SINGLE("GET /, 64 connections, 1 stream each", "/", false, false, 64, 1),
  TLS_STREAMS("GET / over TLS, 8 connections, 32 streams each", "/", true, false, 8, 32),
  TLS_SINGLE("GET / over TLS, 64 connections, 1 stream each", "/", true, false, 64, 1),
  /// No more at once than the windows that a client begins with, which some servers never enlarge.
  ECHO("POST /echo of 4 KiB, 8 connections, 8 streams each", "/echo", false, true, 8, 8),
  MEMORY("GET of 1 MiB in memory, 4 connections, 4 streams each", "/memory", false, false, 4, 4),
  FILE("GET of a file of 1 MiB, 4 connections, 4 streams each", "/mebibyte", false, false, 4, 4);

  private final String title;
  private final String path;
  private final boolean tls;
  private final boolean posts;
  private final int connections;
  private final int streams;

  Load(String title, String path, boolean tls, boolean posts, int connections, int streams) {
    this.title = title;
    this.path = path;
    this.tls = tls;
    this.posts = posts;
    this.connections = connections;
    this.streams = streams;
  }

  /// The name on the command line.
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String title() {
    return title;
  }

  boolean isEncrypted() {
    return tls;
  }

  /// The command that asks for responses for some seconds.
  ///
  /// @param upload what is posted
  List<String> command(int port, Path upload, int seconds) {
    var words = new ArrayList<>(List.of("h2load", "-t", "1", "-D", Integer.toString(seconds)));
    words.addAll(List.of("-c", Integer.toString(connections), "-m", Integer.toString(streams)));
    if (posts) {
      words.addAll(List.of("-d", upload.toString()));
    }
    words.add((tls ? "https" : "http") + "://127.0.0.1:" + port + path);
    return words;
  }

  static Load of(String key) {
    return Stream.of(values()).filter(one -> one.key().equals(key)).findFirst().orElseThrow();
  }
}
