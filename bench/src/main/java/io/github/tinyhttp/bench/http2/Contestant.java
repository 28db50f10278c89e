package io.github.tinyhttp.bench.http2;

import io.github.tinyhttp.bench.ContestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A server of the contest: how it is started, and what it can be asked for.
///
/// @param name in the tables
/// @param loads what it serves
record Contestant(String name, Starter starter, Set<Load> loads) {
  /// Makes the command line of a server.
  @FunctionalInterface
  interface Starter {
    List<String> command(Contents contents, int port, Load load);
  }

  /// Of nginx, without the folder, the port, and `ssl`.
  private static final String CONFIGURATION =
      """
      daemon off;
      user root;
      worker_processes 1;
      pid %1$s/nginx-%2$d.pid;
      error_log stderr error;
      events {
        worker_connections 4096;
        multi_accept on;
      }
      http {
        access_log off;
        sendfile on;
        tcp_nopush on;
        open_file_cache max=100;
        keepalive_requests 1000000000;
        server_tokens off;
        default_type text/plain;
        client_body_temp_path %1$s/temporary;
        proxy_temp_path %1$s/temporary;
        fastcgi_temp_path %1$s/temporary;
        uwsgi_temp_path %1$s/temporary;
        scgi_temp_path %1$s/temporary;
        ssl_certificate %1$s/certificate.pem;
        ssl_certificate_key %1$s/key.pem;
        server {
          listen 127.0.0.1:%2$d %3$s http2;
          root %1$s/files;
          location = / {
            return 200 "Hello, World!";
          }
        }
      }
      """;

  private static final Set<Load> ALL = EnumSet.allOf(Load.class);

  /// All that are known.
  static List<Contestant> known() {
    return List.of(
        tinyhttp("tinyhttp", System.getProperty("java.class.path")),
        new Contestant("nghttpd", Contestant::nghttpd, ALL),
        new Contestant("nginx", Contestant::nginx, EnumSet.complementOf(EnumSet.of(Load.ECHO))),
        new Contestant("netty", peer(NettyPeer.class), EnumSet.complementOf(EnumSet.of(Load.FILE))),
        new Contestant("vertx", peer(VertxPeer.class), ALL),
        new Contestant("jetty", peer(JettyPeer.class), ALL),
        new Contestant("helidon", peer(HelidonPeer.class), ALL));
  }

  /// This library, maybe in another state.
  ///
  /// @param classPath has [ContestServer]
  static Contestant tinyhttp(String name, String classPath) {
    return new Contestant(
        name,
        (contents, port, load) -> {
          var words = java(classPath, ContestServer.class);
          words.add(Integer.toString(port));
          words.add(contents.keyStore().toString());
          words.add(load.isEncrypted() ? "tls" : "plain");
          return words;
        },
        ALL);
  }

  private static Starter peer(Class<?> main) {
    return (contents, port, load) -> {
      var words = java(System.getProperty("java.class.path"), main);
      words.addAll(List.of(Integer.toString(port), contents.folder().toString()));
      words.add(load.isEncrypted() ? "tls" : "plain");
      return words;
    };
  }

  private static List<String> java(String classPath, Class<?> main) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var words = new ArrayList<>(List.of(java, "-Xms512m", "-Xmx512m"));
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.addAll(List.of("-cp", classPath, main.getName()));
    return words;
  }

  private static List<String> nghttpd(Contents contents, int port, Load load) {
    var words = new ArrayList<>(List.of("nghttpd", "-n", "1", "-a", "127.0.0.1", "--echo-upload"));
    words.addAll(List.of("-d", contents.files().toString()));
    if (!load.isEncrypted()) {
      words.add("--no-tls");
    }
    words.add(Integer.toString(port));
    if (load.isEncrypted()) {
      words.addAll(List.of(contents.key().toString(), contents.certificate().toString()));
    }
    return words;
  }

  private static List<String> nginx(Contents contents, int port, Load load) {
    String text = CONFIGURATION.formatted(contents.folder(), port, load.isEncrypted() ? "ssl" : "");
    Path configuration = contents.folder().resolve("nginx-" + port + ".conf");
    try {
      Files.writeString(configuration, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String folder = contents.folder().toString();
    return List.of("nginx", "-p", folder, "-e", "stderr", "-c", configuration.toString());
  }

  /// Those of a list of names, separated by commas; all for `all`.
  static List<Contestant> of(String names) {
    return names.equals("all")
        ? known()
        : Stream.of(names.split(","))
            .map(
                name ->
                    known().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow())
            .toList();
  }
}
