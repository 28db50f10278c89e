package io.github.tinyhttp.bench.http2;

import java.nio.file.Path;

/// The arguments of a server of the contest: the port, the folder of [Contents], and `tls` if it is
/// to speak HTTP/2 over TLS.
record Peer(int port, Contents contents, boolean isSecure) {
  static Peer of(String[] arguments) {
    return new Peer(
        Integer.parseInt(arguments[0]),
        new Contents(Path.of(arguments[1])),
        arguments.length > 2 && arguments[2].equals("tls"));
  }
}
