package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Sends the output of a shell script as the whole response, status line included, like an "nph-"
/// script of CGI: RFC 3875 §5.
final class ShellScript {
  private static final String SCRIPT =
      """
      printf 'HTTP/1.1 200 OK\\r\\n'
      printf 'Content-Type: text/plain\\r\\n'
      printf 'Connection: close\\r\\n'
      printf '\\r\\n'
      printf 'method %s, query %s, content ' "$REQUEST_METHOD" "$QUERY_STRING"
      cat
      """;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), ShellScript::handle);
    IO.println("listening on " + server.uri());
  }

  private static Response handle(Request request) throws IOException {
    var command =
        new ProcessBuilder("/bin/sh", "-c", SCRIPT).redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("REQUEST_METHOD", request.method().name());
    command.environment().put("QUERY_STRING", request.query().orElse(""));
    byte[] content = request.bytes();
    return Response.raw(out -> run(command, content, out));
  }

  private static void run(ProcessBuilder command, byte[] content, OutputStream out)
      throws IOException {
    Process script = command.start();
    try {
      try (OutputStream input = script.getOutputStream()) {
        input.write(content);
      }
      script.getInputStream().transferTo(out);
    } finally {
      script.destroy();
    }
  }
}
