package io.github.tinyhttp.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A protocol of lines, written by hand, tells a server's listeners of its messages.
class ToldProtocolTest extends SocketTest {
  private static final String HELLO =
      "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: lines\r\nConnection: upgrade\r\n\r\n";

  /// Sends lines back until an empty one comes.
  private static final Handler LINES =
      request -> {
        try (Upgrade upgrade = request.upgrade("lines", Response.empty())) {
          for (String line = readLine(upgrade); !line.isEmpty(); line = readLine(upgrade)) {
            upgrade.tellReceived(MessageEvent.Kind.TEXT, line.length());
            upgrade.output().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            upgrade.tellSent(MessageEvent.Kind.TEXT, line.length());
          }
          upgrade.tellEnd(7, "an empty line", SessionEndEvent.ClosedBy.CLIENT);
        }
        return Response.handled();
      };

  private static String readLine(Upgrade upgrade) throws IOException {
    var line = new StringBuilder();
    for (int next = upgrade.input().read(); next != '\n'; next = upgrade.input().read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  @Test
  void its_messages_and_its_end_are_told() throws Exception {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    ServerEvents events =
        new ServerEvents() {
          @Override
          public void messageReceived(MessageEvent message) {
            told.add("received " + message.kind() + " " + message.bytes());
          }

          @Override
          public void messageSent(MessageEvent message) {
            told.add("sent " + message.kind() + " " + message.bytes());
          }

          @Override
          public void sessionEnded(SessionEndEvent end) {
            told.add(end.code() + " " + end.reason() + " " + end.closedBy());
            told.add(end.request().upgradedTo().orElse("nothing"));
          }
        };
    WireClient client =
        client(server(LINES, options().withEvents(events).withDispatch(Dispatch.VIRTUAL_THREADS)));
    client.send(HELLO).expectInterim(101);
    client.send("hello\n").expect("hello\n").send("\n").expectClosed();
    for (String line :
        new String[] {"received TEXT 5", "sent TEXT 5", "7 an empty line CLIENT", "lines"}) {
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(line);
    }
  }

  @Test
  void its_messages_and_its_end_are_counted() throws Exception {
    Server server = server(LINES, options().withDispatch(Dispatch.VIRTUAL_THREADS));
    WireClient client = client(server).send(HELLO);
    client.expectInterim(101);
    client.send("a\n").expect("a\n").send("b\n").expect("b\n").send("\n").expectClosed();
    Await.until(
        "the end is counted",
        () -> server.metrics().sessionsEnded().get(SessionEndEvent.ClosedBy.CLIENT) == 1);
    assertThat(server.metrics().messagesReceived()).isEqualTo(2);
    assertThat(server.metrics().messagesSent()).isEqualTo(2);
  }

  @Test
  void nothing_is_allocated_if_no_listener_wants_to_know() throws Exception {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (ServerEvents events : new ServerEvents[] {ServerEvents.NONE, new ServerEvents() {}}) {
      var allocated = new AtomicLong(Long.MAX_VALUE);
      Handler telling =
          request -> {
            try (Upgrade upgrade = request.upgrade("lines", Response.empty())) {
              for (int round = 0; round < 3; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 10_000; i++) {
                  upgrade.tellReceived(MessageEvent.Kind.TEXT, i);
                  upgrade.tellSent(MessageEvent.Kind.BINARY, i);
                  upgrade.tellEnd(i, "", SessionEndEvent.ClosedBy.SERVER);
                }
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                allocated.accumulateAndGet(bytes, Math::min);
              }
            }
            return Response.handled();
          };
      client(server(telling, options().withEvents(events))).send(HELLO).expectInterim(101);
      Await.until("the handler has told", () -> allocated.get() < 1_000);
    }
  }
}
