package io.github.tinyhttp.clients;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/// The program that [StandstillTest] stops: servers that wait for twelve seconds only.
public final class StandstillServer {
  static final int LARGE = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private StandstillServer() {}

  /// Starts the servers, prints their ports, and runs until its standard input ends.
  ///
  /// @param arguments a certificate and its key
  public static void main(String[] arguments) throws IOException {
    var tls = Tls.pem(Path.of(arguments[0]), Path.of(arguments[1]));
    Listener proxied = Listener.on(0).withProxyProtocol("127.0.0.0/8");
    Handler handler = StandstillServer::respond;
    for (Dispatch dispatch : new Dispatch[] {Dispatch.INLINE, Dispatch.VIRTUAL_THREADS}) {
      for (Listener listener :
          new Listener[] {Listener.on(0), Listener.on(0).withTls(tls), proxied}) {
        Server server =
            Server.builder().listen(listener).handler(handler).options(options(dispatch)).start();
        System.out.println(server.port());
      }
    }
    while (System.in.read() >= 0) {
      // until the test is over
    }
    System.exit(0);
  }

  private static ServerOptions options(Dispatch dispatch) {
    Timeouts times =
        Timeouts.defaults()
            .withHead(PATIENCE)
            .withIdle(PATIENCE)
            .withProgress(PATIENCE)
            .withLinger(PATIENCE)
            .withHandshake(PATIENCE);
    return ServerOptions.defaults().withDispatch(dispatch).withTimeouts(times);
  }

  private static Response respond(Request request) throws IOException {
    return switch (request.path()) {
      case "/large" -> Response.bytes(new byte[LARGE]);
      case "/stream" -> Response.stream(new ByteArrayInputStream(new byte[LARGE]), LARGE);
      case "/written" ->
          Response.status(200).withBody(Body.written(out -> out.write(new byte[LARGE])));
      case "/refused" -> Response.text("no").withStatus(401);
      case "/echo" -> echo(request.upgrade("echo", Response.empty()));
      case "/told" -> told(request.upgrade("echo", Response.empty()));
      default -> Response.text(request.text().length() + " octets");
    };
  }

  private static Response echo(Upgrade upgrade) throws IOException {
    upgrade.readTimeout(PATIENCE);
    upgrade.writeTimeout(PATIENCE);
    upgrade.output().write(upgrade.input().readNBytes(5));
    upgrade.close();
    return Response.handled();
  }

  private static Response told(Upgrade upgrade) {
    upgrade.readTimeout(PATIENCE);
    upgrade.receive(
        new Upgrade.Receiver() {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() >= 5) {
              var echo = new byte[5];
              bytes.get(echo);
              end(echo);
            }
          }

          @Override
          public void timedOut() throws IOException {
            end(new byte[] {'-'});
          }

          @Override
          public void ended() throws IOException {
            end(new byte[] {'-'});
          }

          private void end(byte[] last) throws IOException {
            upgrade.output().write(last);
            upgrade.close();
          }
        });
    return Response.handled();
  }
}
