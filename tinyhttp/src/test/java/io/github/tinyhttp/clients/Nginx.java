package io.github.tinyhttp.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An nginx in the background, as whoever runs the test, with all it writes in one directory.
final class Nginx {
  private static final String MAIN =
      """
      %1$s
      # one process, that of whoever runs the test
      master_process off;
      daemon on;
      pid %2$s;
      error_log %3$s/error.log;
      events {}
      http {
        access_log off;
        client_body_temp_path %3$s/client;
        proxy_temp_path %3$s/proxy;
        fastcgi_temp_path %3$s/fastcgi;
        uwsgi_temp_path %3$s/uwsgi;
        scgi_temp_path %3$s/scgi;
        %4$s
      }
      %5$s
      """;

  private final Path directory;
  private String modules = "";
  private String http = "";
  private String others = "";

  Nginx(Path directory) {
    this.directory = directory;
  }

  /// With what stands in the block `http`.
  Nginx http(String directives) {
    http = directives;
    return this;
  }

  /// With a block `stream`, for which there is a module.
  Nginx stream(Path module, String directives) {
    if (!Files.exists(module)) {
      throw new AssertionError("nginx's stream module is not installed; .ci/run installs it");
    }
    modules = "load_module " + module + ";";
    others = "stream {\n" + directives + "}";
    return this;
  }

  /// Starts it; it has written its process id when this returns.
  void start(Path pid) throws IOException {
    Path configuration =
        Files.writeString(
            directory.resolve("nginx.conf"), MAIN.formatted(modules, pid, directory, http, others));
    Program.run(
        "nginx", "-e", directory + "/error.log", "-p", directory + "", "-c", configuration + "");
  }
}
