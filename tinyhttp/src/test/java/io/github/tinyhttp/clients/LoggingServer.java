package io.github.tinyhttp.clients;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The program of [LogLossTest] and [FullDiskTest]: a server that writes an access log, and is
/// closed when the JVM ends.
public final class LoggingServer {
  private LoggingServer() {}

  /// Starts the server and prints its port, and from then on what it says of its log. At its end it
  /// prints how many lines it could not keep.
  ///
  /// @param arguments the file of the access log
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("io.github.tinyhttp").addHandler(new Printer());
    Server server =
        Server.builder()
            .bind(0)
            .accessLog(AccessLog.toFile(Path.of(arguments[0])).withTemplate("<{path} {status}>"))
            .handler(_ -> Response.text("hello"))
            .start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  System.out.println(server.metrics().logLinesLost());
                }));
    System.out.println(server.port());
  }

  private static final class Printer extends Handler {
    @Override
    public void publish(LogRecord entry) {
      if (entry.getMessage().contains("access log")) {
        System.out.println(entry.getLevel() + " " + entry.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
