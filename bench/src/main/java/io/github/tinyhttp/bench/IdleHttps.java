package io.github.tinyhttp.bench;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Measures how much heap an idle HTTPS connection holds. The clients run in another process, and
/// each has sent one request. The arguments are a PKCS #12 key store with the password `changeit`,
/// and the number of connections (default 2,000).
public final class IdleHttps {
  private IdleHttps() {}

  /// Prints the bytes of live heap for each connection, and the number of threads.
  public static void main(String[] args) throws Exception {
    if (args[0].equals("clients")) {
      connect(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      return;
    }
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
    try (Server server =
        Server.builder()
            .bind(0)
            .tls(Tls.keyStore(Path.of(args[0]), "changeit"))
            .timeouts(Timeouts.defaults().withIdle(Duration.ofHours(1)))
            .handler(_ -> Response.text("hello"))
            .start()) {
      measure(server, 100); // loads classes and fills caches
      System.out.printf("%,d bytes of heap for each idle connection%n", measure(server, count));
    }
  }

  private static long measure(Server server, int count) throws Exception {
    return ConnectionHeap.measure(
        server,
        count,
        IdleHttps.class,
        "clients",
        Integer.toString(server.port()),
        Integer.toString(count));
  }

  /// Opens the connections, sends a request on each, and keeps them open until the parent ends it.
  private static void connect(int port, int count) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
    List<Socket> all = new ArrayList<>();
    byte[] request =
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      Socket socket = context.getSocketFactory().createSocket("localhost", port);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request);
      if (socket.getInputStream().read() < 0) {
        throw new IOException("no response");
      }
      all.add(socket);
    }
    System.out.println(all.size());
    System.in.read();
  }

  /// Trusts the self-signed certificate, as no secret is exchanged.
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
