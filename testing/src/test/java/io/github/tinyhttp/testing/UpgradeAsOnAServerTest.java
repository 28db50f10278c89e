package io.github.tinyhttp.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs a protocol of its own twice: behind a server, and with a [TestRequest]. The listener of
/// events must be told the same, and the receiver must be called in the same way.
class UpgradeAsOnAServerTest {
  /// A protocol, which notes in a queue what it sees.
  record Protocol(String name, Program program) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Program {
    void run(Upgrade upgrade, BlockingQueue<String> notes) throws IOException;
  }

  static Stream<Protocol> protocols() {
    return Stream.of(
        new Protocol("a thread that reads", UpgradeAsOnAServerTest::reads),
        new Protocol(
            "a receiver", (upgrade, notes) -> upgrade.receive(new Receiving(upgrade, notes))),
        new Protocol("a receiver that fails", UpgradeAsOnAServerTest::fails),
        new Protocol("misuse", UpgradeAsOnAServerTest::misuses));
  }

  private static void reads(Upgrade upgrade, BlockingQueue<String> notes) throws IOException {
    try (upgrade) {
      byte[] all = upgrade.input().readAllBytes();
      upgrade.tellReceived(MessageEvent.Kind.TEXT, all.length);
      upgrade.output().write(all);
      upgrade.tellSent(MessageEvent.Kind.BINARY, all.length);
      upgrade.tellEnd(7, "fine", SessionEndEvent.ClosedBy.CLIENT);
    }
    notes.add("closed");
  }

  /// Tells of one message, and ends when the client does.
  private static class Receiving implements Upgrade.Receiver {
    final Upgrade upgrade;
    final BlockingQueue<String> notes;

    Receiving(Upgrade upgrade, BlockingQueue<String> notes) {
      this.upgrade = upgrade;
      this.notes = notes;
    }

    @Override
    public void received(ByteBuffer bytes) throws IOException {
      notes.add("got " + (char) bytes.get());
      notes.add(thrown(() -> upgrade.receive(this)));
      upgrade.tellReceived(MessageEvent.Kind.TEXT, 1);
    }

    @Override
    public void ended() throws IOException {
      notes.add("ended, open: " + upgrade.isOpen());
      upgrade.output().write('x');
      upgrade.tellSent(MessageEvent.Kind.TEXT, 1);
      upgrade.tellEnd(1, "", SessionEndEvent.ClosedBy.SERVER);
      upgrade.close();
    }

    @Override
    public void closed(Throwable cause) {
      notes.add("closed by " + cause.getClass().getSimpleName());
    }
  }

  private static void fails(Upgrade upgrade, BlockingQueue<String> notes) {
    upgrade.receive(
        new Receiving(upgrade, notes) {
          @Override
          public void received(ByteBuffer bytes) throws IOException {
            upgrade.tellEnd(2, "on purpose", SessionEndEvent.ClosedBy.SERVER);
            throw new IOException("on purpose");
          }
        });
  }

  private static void misuses(Upgrade upgrade, BlockingQueue<String> notes) {
    notes.add(thrown(() -> upgrade.readTimeout(Duration.ofSeconds(-1))));
    notes.add(thrown(() -> upgrade.closeAfter(Duration.ofSeconds(-1))));
    notes.add(thrown(upgrade::pause));
    upgrade.receive(new Receiving(upgrade, notes));
  }

  private static String thrown(Runnable misuse) {
    try {
      misuse.run();
      return "nothing";
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void what_is_told_and_called_is_the_same(Protocol tested) throws Exception {
    assertThat(inMemory(tested)).isEqualTo(onAServer(tested)).isNotEmpty();
  }

  /// What the program has noted, and then what was told, on threads of their own.
  private record Seen(BlockingQueue<String> notes, BlockingQueue<String> told) {
    List<String> all() throws InterruptedException {
      var all = new ArrayList<String>();
      take(told, "upgrade ended", all);
      take(notes, "closed", all);
      return all;
    }

    private static void take(BlockingQueue<String> from, String last, List<String> into)
        throws InterruptedException {
      for (String next = ""; !next.startsWith(last); into.add(next)) {
        next = from.poll(60, TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("after " + into + " nothing comes");
        }
      }
    }
  }

  private static ServerOptions options(BlockingQueue<String> told) {
    ServerEvents events =
        new ServerEvents() {
          @Override
          public void upgraded(RequestEvent request) {
            told.add("upgraded " + request.upgradedTo());
          }

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
            told.add("end " + end.code() + " " + end.reason() + " " + end.closedBy());
          }

          @Override
          public void upgradeEnded(RequestEvent request) {
            told.add("upgrade ended");
          }
        };
    return ServerOptions.defaults().withEvents(events);
  }

  private static Handler handler(Protocol tested, Seen seen) {
    return request -> {
      tested.program().run(request.upgrade("lines", Response.empty()), seen.notes());
      return Response.handled();
    };
  }

  private static List<String> inMemory(Protocol tested) throws Exception {
    var seen = new Seen(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    TestRequest.get("/")
        .withHeader("Upgrade", "lines")
        .withHeader("Connection", "upgrade")
        .withOptions(options(seen.told()))
        .withSwitchedInput("hi".getBytes(StandardCharsets.US_ASCII))
        .sendTo(handler(tested, seen));
    return seen.all();
  }

  private static List<String> onAServer(Protocol tested) throws Exception {
    var seen = new Seen(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
    try (Server server =
            Server.builder()
                .bind(0)
                .options(options(seen.told()))
                .handler(handler(tested, seen))
                .start();
        WireClient client = WireClient.connect(server.port())) {
      client.send(
          "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: lines\r\nConnection: upgrade\r\n\r\nhi");
      client.halfClose();
      return seen.all();
    }
  }
}
