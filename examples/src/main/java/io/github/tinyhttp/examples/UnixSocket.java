package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Serves only processes of this machine that have access to a file: `curl --unix-socket hello.sock
/// http://localhost/`.
final class UnixSocket {
  void main() throws Exception {
    Path file = Path.of(System.getProperty("socket", "hello.sock")).toAbsolutePath();
    var server =
        Server.builder()
            .listen(Listener.unix(file).withPermissions("rw-rw----"))
            .handler(request -> Response.text("hello " + user(request) + "\n"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close)); // close removes the file
    IO.println("listening on " + file.toUri());
  }

  private static String user(Request request) {
    return request.peerCredentials().map(peer -> peer.user().getName()).orElse("stranger");
  }
}
