package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Serves the processes of this machine that may use a file, and nobody on the network. Try it with
/// `curl --unix-socket hello.sock http://localhost/`.
final class UnixSocket {
  void main() throws Exception {
    Path file = Path.of(System.getProperty("socket", "hello.sock")).toAbsolutePath();
    var server =
        Server.builder()
            .listen(Listener.unix(file).withPermissions("rw-rw----"))
            .handler(request -> Response.text("hello " + user(request) + "\n"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::close)); // which removes the file
    IO.println("listening on " + file.toUri());
  }

  private static String user(Request request) {
    return request.peerCredentials().map(peer -> peer.user().getName()).orElse("stranger");
  }
}
