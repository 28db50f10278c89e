package io.github.tinyhttp.simulation;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Responds to each [Exchange] with what is due to it. Content that is made while it is sent waits
/// in its middle until a gate is open, and so does the response to a body.
public final class NumberedService implements Handler {
  private final CountDownLatch gate;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger openStreams = new AtomicInteger();

  /// A service that waits for nothing.
  public NumberedService() {
    this(new CountDownLatch(0));
  }

  /// A service that waits for `gate`.
  public NumberedService(CountDownLatch gate) {
    this.gate = gate;
  }

  /// How many requests have come.
  public int begun() {
    return begun.get();
  }

  /// How many streams of responses are not closed.
  public int openStreams() {
    return openStreams.get();
  }

  @Override
  public Response handle(Request request) throws IOException {
    begun.incrementAndGet();
    List<String> path = request.segments();
    return switch (path.getFirst()) {
      case "bytes" -> Response.bytes(content(path));
      case "stream" -> Response.stream(opened(content(path)));
      case "begin" -> {
        try (OutputStream out = request.begin(Response.bytes(new byte[0]))) {
          out.write(content(path));
        }
        yield Response.handled();
      }
      case "receipt" -> {
        byte[] body = request.body().readAllBytes();
        pass();
        yield Response.bytes(Exchange.receipt(body));
      }
      case "echo" -> {
        echo(request.upgrade("echo", Response.empty()));
        yield Response.handled();
      }
      default -> Response.status(418);
    };
  }

  private void pass() {
    if (gate.getCount() > 0) {
      Await.opened(gate);
    }
  }

  private static byte[] content(List<String> path) {
    return Exchange.content(Integer.parseInt(path.get(1)), Integer.parseInt(path.get(2)));
  }

  private static void echo(Upgrade upgrade) throws IOException {
    upgrade.start(
        () -> {
          try (upgrade) {
            upgrade.input().transferTo(upgrade.output());
          } catch (IOException _) {
            // the client has left
          }
        });
  }

  private InputStream opened(byte[] content) {
    openStreams.incrementAndGet();
    return new InputStream() {
      private int at;
      private boolean closed;

      @Override
      public int read() {
        return at == content.length ? -1 : content[at++] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        if (at == content.length) {
          return -1;
        }
        int half = content.length / 2;
        if (at >= half) {
          pass();
        }
        int count = Math.min(length, (at < half ? half : content.length) - at);
        System.arraycopy(content, at, into, offset, count);
        at += count;
        return count;
      }

      @Override
      public synchronized void close() {
        if (!closed) {
          closed = true;
          openStreams.decrementAndGet();
        }
      }
    };
  }
}
