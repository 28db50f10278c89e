package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Sends the output of a shell script as the whole response, status line included, like an "nph-"
/// script of CGI: RFC 3875 §5.
final class ShellScript {
  private static final String SCRIPT =
      """
      echo 'Status: 202 Accepted'
      echo 'Content-Type: text/plain'
      echo
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
    Process script = command.start();
    try (OutputStream input = script.getOutputStream()) {
      input.write(content);
    }
    return Response.cgi(script.getInputStream());
  }
}
