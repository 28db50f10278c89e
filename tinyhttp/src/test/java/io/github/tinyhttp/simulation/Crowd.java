package io.github.tinyhttp.simulation;

import io.github.tinyhttp.Server;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// Clients of all protocols over real sockets, of which some check each byte and others break off,
/// send nonsense, or do not read. Each thread is one client after the other, until the crowd goes.
public final class Crowd implements AutoCloseable {
  private static final String ECHO =
      "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n";

  private final int port;
  private final int tlsPort;
  private final SSLContext tls;
  private final long seed;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger responses = new AtomicInteger();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /// @param server listens without TLS first, and then with it
  public Crowd(Server server, SSLContext tls, long seed) {
    this(server.port(), ((InetSocketAddress) server.addresses().get(1)).getPort(), tls, seed);
  }

  /// @param tlsPort where the server speaks TLS
  public Crowd(int port, int tlsPort, SSLContext tls, long seed) {
    this.port = port;
    this.tlsPort = tlsPort;
    this.tls = tls;
    this.seed = seed;
  }

  /// Adds clients that behave, and check what they get.
  public Crowd good(int count) {
    return start(count, this::behave);
  }

  /// Adds clients that do not.
  public Crowd bad(int count) {
    return start(count, this::misbehave);
  }

  /// How many responses were checked.
  public int responses() {
    return responses.get();
  }

  /// What good clients have found wrong.
  public List<String> faults() {
    return List.copyOf(faults);
  }

  private interface Visit {
    void go(Random random) throws IOException, InterruptedException;
  }

  private Crowd start(int count, Visit visit) {
    for (int i = 0; i < count; i++) {
      var random = new Random(seed + threads.size());
      threads.add(
          Thread.startVirtualThread(
              () -> {
                while (!over) {
                  visitOnce(visit, random);
                }
              }));
    }
    return this;
  }

  private void visitOnce(Visit visit, Random random) {
    try {
      visit.go(random);
    } catch (IOException | RuntimeException e) {
      faults.add(e.toString());
    } catch (InterruptedException _) {
      over = true;
    }
  }

  // ---- good

  private void behave(Random random) throws IOException, InterruptedException {
    if (random.nextInt(8) == 0) {
      echo(random);
      return;
    }
    CheckedClient.Version version = any(random);
    var client = CheckedClient.of(version, random, numbers.incrementAndGet());
    CheckedClient.Outcome outcome = client.run(connect(version, random.nextBoolean()));
    responses.addAndGet(outcome.complete());
    outcome.end().ifPresent(end -> faults.add(version + ": " + outcome + ", " + end));
  }

  private static CheckedClient.Version any(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> CheckedClient.Version.HTTP_1_0;
      case 1, 2 -> CheckedClient.Version.HTTP_1_1;
      default -> CheckedClient.Version.HTTP_2;
    };
  }

  /// Connects a client.
  public Socket connect(CheckedClient.Version version, boolean secured) throws IOException {
    SocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), secured ? tlsPort : port);
    Socket socket = secured ? tls.getSocketFactory().createSocket() : new Socket();
    socket.connect(address);
    if (socket instanceof SSLSocket encrypted) {
      boolean isHttp2 = version == CheckedClient.Version.HTTP_2;
      SSLParameters parameters = encrypted.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {isHttp2 ? "h2" : "http/1.1"});
      encrypted.setSSLParameters(parameters);
    }
    return socket;
  }

  private void echo(Random random) throws IOException, InterruptedException {
    echoes(1 + random.nextInt(5), new CountDownLatch(0));
  }

  /// Says something over a connection that has left HTTP, which comes back; the first time at once,
  /// and then when `gate` is open.
  CheckedClient.Outcome echoes(int times, CountDownLatch gate)
      throws IOException, InterruptedException {
    try (Socket socket = connect(CheckedClient.Version.HTTP_1_1, times % 2 == 0)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write(ECHO.getBytes(StandardCharsets.US_ASCII));
      String head = head(in);
      if (!head.startsWith("HTTP/1.1 101 ")) {
        throw new IOException("no upgrade: " + head);
      }
      for (int i = 0; i < times; i++) {
        byte[] said = Exchange.content(numbers.incrementAndGet(), 1 + 1_000 * i);
        out.write(said);
        byte[] heard = in.readNBytes(said.length);
        if (heard.length < said.length) {
          throw new EOFException("cut after " + heard.length);
        }
        Received.check(Arrays.equals(said, heard), "another echo");
        responses.incrementAndGet();
        gate.await();
      }
      return new CheckedClient.Outcome(times, times, Optional.empty());
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("cut behind " + head);
      }
      head.append((char) octet);
    }
    return head.toString();
  }

  // ---- bad

  private void misbehave(Random random) throws InterruptedException {
    byte[] said =
        Script.ofHttp1(Exchange.some(random, numbers.incrementAndGet(), true, 100_000), random)
            .bytes();
    try (Socket socket = connect(any(random), random.nextInt(4) == 0)) {
      socket.setSoTimeout(200);
      OutputStream out = socket.getOutputStream();
      int length = 1 + random.nextInt(said.length);
      if (random.nextInt(4) == 0) {
        random.nextBytes(said);
      }
      out.write(said, 0, length);
      switch (random.nextInt(4)) {
        case 0 -> socket.setSoLinger(true, 0); // a reset
        case 1 -> socket.shutdownOutput();
        case 2 -> {
          int _ = socket.getInputStream().read(new byte[1 + random.nextInt(10_000)]);
          socket.setSoLinger(true, 0);
        }
        default -> {} // an end, with responses that nobody reads
      }
    } catch (IOException _) {
      // the server defends itself
    }
  }

  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the test has waited for too long
    }
  }
}
