package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.clients.StandstillServer;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/// The clients of HTTP/2 in `StandstillTest`: a server's process stands still for longer than its
/// time-outs, and what they have sent or read meanwhile counts, for each kind of deadline.
public final class StandstillClients {
  private static final int LARGE = 16 << 20; // what the server's long responses have
  private static final String[] TUNNEL =
      TestClient.but(TestClient.tunnel("echo", "localhost"), ":path", "/echo");

  /// What a client does before the server stands still. What it does meanwhile comes of that, and
  /// then what it expects afterwards.
  private interface Client {
    Supplier<Executable> begin(TestClient client) throws Throwable;
  }

  private final Path directory;
  private final Duration standstill;
  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

  /// @param directory for a certificate
  /// @param standstill how long the server stands still
  public StandstillClients(Path directory, Duration standstill) {
    this.directory = directory;
    this.standstill = standstill;
  }

  /// Ends the server and the clients.
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private <T extends AutoCloseable> T closedAfter(T resource) {
    open.push(resource);
    return resource;
  }

  /// Lets a server stand still, and fails if one of the clients is not served as it should be.
  public void expectService() throws Exception {
    greetings();
    requests();
    windows();
    tunnels();
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    OwnProcess server =
        closedAfter(
            OwnProcess.java(
                StandstillServer.class,
                List.of(Server.class),
                certificate.chain().toString(),
                certificate.key().toString()));
    List<String> names = new ArrayList<>();
    List<TestClient> connected = new ArrayList<>();
    List<Supplier<Executable>> stopping = new ArrayList<>();
    for (String dispatch : List.of("on the loop", "on virtual threads")) {
      int port = Integer.parseInt(server.line());
      String secured = server.line();
      String proxied = server.line();
      TestClient first = closedAfter(TestClient.connect(port));
      first.greet();
      first.headers(1, Frames.END_STREAM, get("/")).response(1); // so that the classes are loaded
      for (Map.Entry<String, Client> entry : clients.entrySet()) {
        TestClient client = closedAfter(TestClient.connect(port));
        names.add(entry.getKey() + " " + dispatch);
        connected.add(client);
        stopping.add(begin(entry, client));
      }
      assertThat(List.of(secured, proxied)).doesNotContain("");
    }
    Await.atLeast(Duration.ofMillis(300)); // all that was sent is taken
    server.standStill();
    List<Executable> going = stopping.stream().map(Supplier::get).toList();
    Await.atLeast(standstill);
    server.goOn();
    connected.forEach(client -> client.frames().renewDeadline());
    List<Executable> outcomes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Future<Throwable> outcome = outcome(going.get(i));
      outcomes.add(() -> assertThat(outcome.get()).as(name).isNull());
    }
    assertAll(outcomes);
  }

  private static Supplier<Executable> begin(Map.Entry<String, Client> entry, TestClient client) {
    try {
      return entry.getValue().begin(client);
    } catch (Throwable e) {
      throw new AssertionError(entry.getKey(), e);
    }
  }

  /// All clients go on at once: none of them uses up the time of another one.
  private static Future<Throwable> outcome(Executable expectation) {
    var task =
        new FutureTask<Throwable>(
            () -> {
              try {
                expectation.execute();
                return null;
              } catch (Throwable e) {
                return e;
              }
            });
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static Executable responds(TestClient client, int stream, String text) {
    return () -> assertThat(client.response(stream).text()).isEqualTo(text);
  }

  /// What has come until a number of octets of DATA is there. A reset or an end is none.
  private static void content(TestClient client, int stream, int octets) {
    for (int left = octets; left > 0; ) {
      Frame frame = client.frames().read();
      switch (frame.type()) {
        case Frames.DATA -> left -= frame.stream() == stream ? frame.payload().length : 0;
        case Frames.HEADERS, Frames.WINDOW_UPDATE, Frames.SETTINGS, Frames.PING -> {}
        default ->
            throw new AssertionError(
                "expected " + left + " octets, got " + frame + " " + Wire.text(frame.payload()));
      }
    }
  }

  private static String[] get(String path) {
    return TestClient.but(TestClient.but(TestClient.GET, ":authority", "localhost"), ":path", path);
  }

  private static String[] post(String path, String... more) {
    return TestClient.with(
        TestClient.but(TestClient.but(TestClient.POST, ":authority", "localhost"), ":path", path),
        more);
  }

  // ---- the preface, SETTINGS, and waiting for a request

  private void greetings() {
    clients.put(
        "nothing",
        client ->
            () -> {
              client.frames().preface();
              client.settings().headers(1, Frames.END_STREAM, get("/"));
              return () -> content(client, 1, "0 octets".length());
            });
    clients.put(
        "a part of the preface",
        client -> {
          byte[] preface = FrameClient.PREFACE;
          client.frames().send(Arrays.copyOf(preface, 16));
          return () -> {
            client.frames().send(Arrays.copyOfRange(preface, 16, preface.length));
            client.settings().headers(1, Frames.END_STREAM, get("/"));
            return () -> content(client, 1, "0 octets".length());
          };
        });
    clients.put(
        "SETTINGS that are not acknowledged",
        client -> {
          client.frames().preface();
          client.settings();
          client.next(Frames.SETTINGS);
          return () -> {
            client.frame(Frames.SETTINGS, Frames.ACK, 0).headers(1, Frames.END_STREAM, get("/"));
            return () -> content(client, 1, "0 octets".length());
          };
        });
    clients.put(
        "an idle connection",
        client -> {
          client.greet();
          client.headers(1, Frames.END_STREAM, get("/")).response(1);
          return () -> {
            client.headers(3, Frames.END_STREAM, get("/"));
            return responds(client, 3, "0 octets");
          };
        });
  }

  // ---- requests in parts

  private void requests() {
    clients.put(
        "a part of a frame",
        client -> {
          client.greet();
          byte[] frame =
              new Frame(
                      Frames.HEADERS,
                      Frames.END_HEADERS | Frames.END_STREAM,
                      1,
                      TestClient.block(get("/")))
                  .octets();
          client.frames().send(Arrays.copyOf(frame, 20));
          return () -> {
            client.frames().send(Arrays.copyOfRange(frame, 20, frame.length));
            return responds(client, 1, "0 octets");
          };
        });
    clients.put(
        "a part of a header block",
        client -> {
          client.greet();
          byte[] block = TestClient.block(get("/"));
          client.frame(Frames.HEADERS, Frames.END_STREAM, 1, Arrays.copyOf(block, 5));
          return () -> {
            client.frame(
                Frames.CONTINUATION,
                Frames.END_HEADERS,
                1,
                Arrays.copyOfRange(block, 5, block.length));
            return responds(client, 1, "0 octets");
          };
        });
    clients.put(
        "a part of a frame of DATA",
        client -> {
          client.greet();
          client.headers(1, 0, post("/"));
          byte[] frame = new Frame(Frames.DATA, Frames.END_STREAM, 1, new byte[10_000]).octets();
          client.frames().send(Arrays.copyOf(frame, 100));
          return () -> {
            client.frames().send(Arrays.copyOfRange(frame, 100, frame.length));
            return responds(client, 1, "10000 octets");
          };
        });
    body("a small body", "content-length", "10");
    body("a body of unknown length");
    clients.put(
        "a body of two",
        client -> {
          client.greet();
          client.headers(1, 0, post("/")).headers(3, 0, post("/")).data(1, 0, "12345");
          return () -> {
            client.data(3, 0, "12345");
            return () -> {
              client.data(3, Frames.END_STREAM, "12345");
              responds(client, 3, "10 octets").execute();
              client.data(1, Frames.END_STREAM, "12345");
              responds(client, 1, "10 octets").execute();
            };
          };
        });
    clients.put(
        "a client that waits for 100 Continue",
        client -> {
          client.greet();
          client.headers(1, 0, post("/", "content-length", "10", "expect", "100-continue"));
          assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 100");
          return () ->
              () -> {
                client.data(1, Frames.END_STREAM, "1234567890");
                responds(client, 1, "10 octets").execute();
              };
        });
    clients.put(
        "a body behind its response",
        client -> {
          client.greet();
          client.headers(1, 0, post("/refused", "content-length", "10", "expect", "100-continue"));
          responds(client, 1, "no").execute();
          return () -> {
            client.data(1, Frames.END_STREAM, "1234567890").headers(3, Frames.END_STREAM, get("/"));
            return responds(client, 3, "0 octets"); // and no reset
          };
        });
    clients.put(
        "a slow body",
        client -> {
          client.greet();
          client.headers(1, 0, post("/"));
          return () ->
              () -> {
                for (int i = 0; i < 20; i++) {
                  client.data(1, 0, new byte[100]);
                  Await.atLeast(Duration.ofMillis(100)); // the pace of a slow client
                }
                client.data(1, Frames.END_STREAM);
                responds(client, 1, "2000 octets").execute();
              };
        });
  }

  private void body(String name, String... fields) {
    clients.put(
        name,
        client -> {
          client.greet();
          client.headers(1, 0, post("/", fields)).data(1, 0, "12345");
          return () -> {
            client.data(1, Frames.END_STREAM, "67890");
            return responds(client, 1, "10 octets");
          };
        });
  }

  // ---- responses that wait for the client

  private void windows() {
    for (String path : List.of("/large", "/stream", "/written")) {
      clients.put(
          "the window of a stream for " + path,
          client -> {
            client.greet();
            client.window(0, LARGE);
            client.headers(1, Frames.END_STREAM, get(path));
            content(client, 1, FlowControl.INITIAL);
            return () -> {
              client.window(1, 100_000);
              return () -> content(client, 1, 100_000);
            };
          });
      clients.put(
          "the window of the connection for " + path,
          client -> {
            client.greet(ClientSettings.INITIAL_WINDOW_SIZE, LARGE);
            client.headers(1, Frames.END_STREAM, get(path));
            content(client, 1, FlowControl.INITIAL);
            return () -> {
              client.window(0, 100_000);
              return () -> content(client, 1, 100_000);
            };
          });
      clients.put(
          "the socket for " + path,
          client -> {
            client.greet(ClientSettings.INITIAL_WINDOW_SIZE, LARGE);
            client.window(0, LARGE);
            client.headers(1, Frames.END_STREAM, get(path));
            return () -> {
              content(client, 1, 50_000);
              return () -> content(client, 1, LARGE - 100_000);
            };
          });
    }
  }

  // ---- tunnels

  private void tunnels() {
    for (String path : List.of("/echo", "/told")) {
      clients.put(
          "the tunnel " + path,
          client -> {
            client.greet();
            client.headers(1, 0, TestClient.but(TUNNEL, ":path", path));
            assertThat(client.decode(client.next(Frames.HEADERS))).contains(":status: 200");
            return () -> {
              client.data(1, 0, "hello");
              return () -> content(client, 1, 5);
            };
          });
    }
  }
}
