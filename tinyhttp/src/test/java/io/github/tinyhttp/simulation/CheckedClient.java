package io.github.tinyhttp.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/// A client over a real socket that sends numbered requests, and proves that each response is the
/// one to its request, whole, once, and in its place.
public final class CheckedClient {
  /// What it says, in which order.
  public enum Version {
    HTTP_1_0,
    HTTP_1_1,
    HTTP_2
  }

  /// What came of the requests of one connection.
  ///
  /// @param complete how many responses came, each as it was due
  /// @param end how the connection ended if not all came; empty if all did
  public record Outcome(int asked, int complete, Optional<String> end) {
    /// Whether the requests got their responses.
    public boolean isWhole() {
      return asked == complete;
    }
  }

  private static final int PATIENCE_MILLIS = 60_000;

  private final List<Exchange> exchanges;
  private final Received received;
  private final List<Integer> ends;
  private final boolean pipelines;
  private final Random random;

  /// What it has to say; with HTTP/2 this grows by what it replies.
  private byte[] requests;

  private boolean over;

  private CheckedClient(
      Random random, boolean pipelines, List<Exchange> exchanges, Script script, Received it) {
    this.random = random;
    this.exchanges = exchanges;
    this.received = it;
    this.ends = script.ends();
    this.requests = script.bytes();
    this.pipelines = pipelines || script.ends().size() == 1;
  }

  /// A client with some requests by chance.
  ///
  /// @param number that no other client has
  public static CheckedClient of(Version version, Random random, int number) {
    if (version == Version.HTTP_1_0) {
      return of(version, random, List.of(Exchange.streamed(random, number * 10)));
    }
    int longest = version == Version.HTTP_2 ? 10_000 : 100_000; // within the first window
    return of(version, random, Exchange.some(random, number, true, longest));
  }

  /// A client that sends one body, or asks for content that is made while it is sent.
  public static CheckedClient ofOne(Version version, int number, boolean body) {
    var random = new Random(number);
    Exchange exchange =
        body ? Exchange.uploaded(number * 10, 9_000) : Exchange.streamed(number * 10, 9_000);
    return of(version, random, List.of(exchange));
  }

  private static CheckedClient of(Version version, Random random, List<Exchange> exchanges) {
    int window = 65_535;
    return switch (version) {
      case HTTP_1_0 ->
          new CheckedClient(
              random,
              true,
              exchanges,
              Script.ofHttp10(exchanges.getFirst()),
              new ReceivedToEnd(exchanges.getFirst()));
      case HTTP_1_1 ->
          new CheckedClient(
              random,
              random.nextBoolean(),
              exchanges,
              Script.ofHttp1(exchanges, random),
              new ReceivedResponses(exchanges));
      case HTTP_2 ->
          new CheckedClient(
              random,
              true,
              exchanges,
              Script.ofHttp2(exchanges, random, window),
              new ReceivedStreams(exchanges, random, window));
    };
  }

  /// How many requests it has.
  public int asks() {
    return exchanges.size();
  }

  /// Sends the requests, and checks what comes.
  ///
  /// @throws IllegalStateException if anything came that must not
  public Outcome run(Socket socket) throws InterruptedException {
    return run(socket, new CountDownLatch(0));
  }

  /// Sends half of what it has to say, and the rest when `gate` is open.
  ///
  /// @throws IllegalStateException if anything came that must not
  public Outcome run(Socket socket, CountDownLatch gate) throws InterruptedException {
    Thread writer = Thread.startVirtualThread(() -> write(socket, gate));
    try {
      return read(socket);
    } finally {
      synchronized (this) {
        over = true;
        notifyAll();
      }
      closeQuietly(socket);
      writer.join();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is closed all the same
    }
  }

  private Outcome read(Socket socket) {
    var buffer = new byte[16 << 10];
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = socket.getInputStream();
      while (complete() < exchanges.size() || received instanceof ReceivedToEnd) {
        int count = in.read(buffer, 0, 1 + random.nextInt(buffer.length));
        synchronized (this) {
          if (count < 0) {
            received.ended();
            return outcome("end");
          }
          byte[] replies = received.take(Arrays.copyOf(buffer, count));
          int before = requests.length;
          requests = Arrays.copyOf(requests, before + replies.length);
          System.arraycopy(replies, 0, requests, before, replies.length);
          notifyAll();
        }
      }
      return outcome("");
    } catch (IOException e) {
      return outcome(e.toString());
    }
  }

  private synchronized int complete() {
    return received.complete();
  }

  private synchronized Outcome outcome(String end) {
    boolean whole = received.complete() == exchanges.size() && received.failures() == 0;
    Optional<String> how =
        whole ? Optional.empty() : Optional.of(end + ", " + received.refusal() + ", " + received);
    return new Outcome(exchanges.size(), received.complete(), how);
  }

  private void write(Socket socket, CountDownLatch gate) {
    boolean held = gate.getCount() > 0;
    int sent = 0;
    try {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (byte[] next = next(sent, held); next.length > 0; next = next(sent, held)) {
        out.write(next);
        sent += next.length;
        if (held && sent >= half()) {
          gate.await();
          held = false;
        }
      }
    } catch (IOException _) {
      // the reader will meet it, too
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized int half() {
    return Math.max(1, ends.getLast() / 2);
  }

  /// What it may say next; nothing when it is over.
  private synchronized byte[] next(int sent, boolean held) throws InterruptedException {
    while (!over && sent >= limit(held)) {
      wait();
    }
    int most = over ? 0 : limit(held) - sent;
    int count = most > 1 && random.nextInt(4) == 0 ? 1 + random.nextInt(most) : most;
    return Arrays.copyOfRange(requests, sent, sent + count);
  }

  private int limit(boolean held) {
    int most =
        pipelines ? requests.length : ends.get(Math.min(received.complete(), ends.size() - 1));
    return held ? Math.min(most, half()) : most;
  }
}
