package io.github.tinyhttp.clients;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.http2.StandstillClients;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.OwnProcess;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// A server's process stands still for longer than its time-outs, as in a container that is
/// suspended, or in a debugger. What its clients have sent meanwhile counts, however late it is
/// when the server looks at it. Time is the subject here: the standstill takes thirteen seconds,
/// and is the same for the clients of both versions of HTTP.
class StandstillTest extends ClientTest {
  private static final Duration STANDSTILL = Duration.ofSeconds(13);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String POST = "POST / HTTP/1.1\r\nHost: localhost\r\n";

  /// What a client does before the server stands still. What it does meanwhile comes of that, and
  /// then what it expects afterwards.
  private interface Client {
    Supplier<Executable> begin() throws Exception;
  }

  private final Map<String, Client> clients = new LinkedHashMap<>();
  private final Queue<WireClient> connected = new ConcurrentLinkedQueue<>();
  private OwnProcess server;
  private SSLContext trusting;

  @BeforeEach
  void start() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    trusting = certificate.clientContext();
    String chain = certificate.chain().toString();
    server =
        closedAfter(
            OwnProcess.java(
                StandstillServer.class,
                List.of(Server.class),
                chain,
                certificate.key().toString()));
  }

  private void standStill() throws Exception {
    List<Future<Supplier<Executable>>> beginning =
        clients.entrySet().stream().map(client -> inBackground(() -> begin(client))).toList();
    List<Supplier<Executable>> stopping = new ArrayList<>();
    for (Future<Supplier<Executable>> one : beginning) {
      stopping.add(one.get());
    }
    Await.atLeast(
        Duration.ofMillis(300)); // less than the time-outs, and all that was sent is served
    server.standStill();
    List<Executable> going = stopping.stream().map(Supplier::get).toList();
    Await.atLeast(STANDSTILL);
    server.goOn();
    connected.forEach(WireClient::renewDeadline);
    List<String> names = List.copyOf(clients.keySet());
    List<Executable> outcomes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Future<Executable> outcome = outcome(names.get(i), going.get(i));
      outcomes.add(() -> outcome.get().execute());
    }
    assertAll(outcomes);
  }

  /// All clients go on at once: none of them uses up the time of another one.
  private static Future<Executable> outcome(String name, Executable expectation) {
    return inBackground(
        () -> {
          try {
            expectation.execute();
            return () -> {};
          } catch (Throwable e) {
            return () -> {
              throw new AssertionError(name + ": " + e.getMessage(), e);
            };
          }
        });
  }

  private static Supplier<Executable> begin(Map.Entry<String, Client> client) {
    try {
      return client.getValue().begin();
    } catch (Throwable e) {
      throw new AssertionError(client.getKey() + ": " + e.getMessage(), e);
    }
  }

  private WireClient connect(int port) {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return noted(WireClient.connect(address, LONG));
  }

  private WireClient noted(WireClient client) {
    connected.add(client);
    return closedAfter(client.renewDeadline());
  }

  private WireClient connectTls(int port) {
    return noted(WireClient.connectTls(port, trusting));
  }

  private static <T> Future<T> inBackground(Callable<T> callable) {
    var task = new FutureTask<>(callable);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  @Test
  void what_was_sent_meanwhile_is_served_before_a_time_is_over() throws Exception {
    Path folder = Files.createDirectory(directory.resolve("http2"));
    var others = new StandstillClients(folder, STANDSTILL);
    closedAfter(others::close);
    Future<?> second =
        inBackground(
            () -> {
              others.expectService();
              return null;
            });
    assertAll(this::expectService, second::get);
  }

  private void expectService() throws Exception {
    for (String dispatch : List.of("on the loop", "on virtual threads")) {
      int plain = Integer.parseInt(server.line());
      int secured = Integer.parseInt(server.line());
      int proxied = Integer.parseInt(server.line());
      connect(plain).send(get("/")).expectResponse(200); // so that the classes are loaded
      connectTls(secured).send(get("/")).expectResponse(200);
      requests(dispatch, () -> connect(plain));
      requests(dispatch + " by TLS", () -> connectTls(secured));
      handshakes(dispatch, secured, proxied);
    }
    standStill();
  }

  private void requests(String where, Supplier<WireClient> connect) {
    parts(where + ", a first request", connect, "", get("/"), "0 octets");
    parts(where + ", a head", connect, "GET / HTTP/1.1\r\nHo", "st: localhost\r\n\r\n", "0 octets");
    String small = POST + "Content-Length: 10\r\n\r\n12345";
    parts(where + ", a small body", connect, small, "67890", "10 octets");
    String large = POST + "Content-Length: 80000\r\n\r\n12345";
    parts(where + ", a large body", connect, large, "x".repeat(79995), "80000 octets");
    String chunked = POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhe";
    parts(where + ", chunks", connect, chunked, "llo\r\n0\r\n\r\n", "5 octets");
    String refused =
        "POST /refused HTTP/1.1\r\nHost: localhost\r\nContent-Length: 70000\r\n\r\n12345";
    parts(where + ", a refused body", connect, refused, "x".repeat(69995), "no");
    String echo =
        "GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    switches(where + ", a switched protocol", connect, echo);
    switches(where + ", a task of one", connect, echo.replace("/echo", "/told"));
    for (String path : List.of("/large", "/stream", "/written")) {
      downloads(where + ", " + path, connect, path);
    }
    slow(where + ", a slow body", connect);
    clients.put(where + ", a second request", () -> second(connect.get()));
  }

  private static Supplier<Executable> second(WireClient client) {
    client.send(get("/")).expectResponse(200, "0 octets");
    return () -> {
      client.send(get("/"));
      return () -> client.expectResponse(200, "0 octets");
    };
  }

  private void parts(
      String name, Supplier<WireClient> connect, String before, String meanwhile, String text) {
    clients.put(
        name,
        () -> {
          WireClient client = connect.get().send(before);
          return () -> {
            client.send(meanwhile);
            return () -> assertThat(client.readResponse().text()).isEqualTo(text);
          };
        });
  }

  private void switches(String name, Supplier<WireClient> connect, String request) {
    clients.put(
        name,
        () -> {
          WireClient client = connect.get().send(request);
          client.expectInterim(101);
          return () -> {
            client.send("hello");
            return () -> client.expect("hello");
          };
        });
  }

  private void downloads(String name, Supplier<WireClient> connect, String path) {
    clients.put(
        name,
        () -> {
          WireClient client = connect.get().send(get(path)).expectHead(200);
          return () -> {
            String some = client.readOctets(100_000);
            return () ->
                assertThat(some.length() + client.readOctets(1_000_000).length())
                    .isEqualTo(1_100_000);
          };
        });
  }

  private void handshakes(String where, int secured, int proxied) {
    clients.put(
        where + ", a handshake",
        () ->
            () -> {
              Future<WireClient> client = inBackground(() -> connectTls(secured).send(get("/")));
              return () -> client.get().renewDeadline().expectResponse(200, "0 octets");
            });
    clients.put(
        where + ", a connection that becomes a handshake",
        () -> {
          WireClient raw = connect(secured);
          return () -> {
            raw.send(HexFormat.of().parseHex("1603010005010000010a")); // a broken ClientHello
            return () -> assertThat(raw.awaitResponse()).isTrue(); // the alert
          };
        });
    String header = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get("/");
    parts(
        where + ", a header of a proxy",
        () -> connect(proxied),
        header.substring(0, 9),
        header.substring(9),
        "0 octets");
  }

  /// Four times the least rate, but hardly more than that in the whole of the standstill.
  private void slow(String name, Supplier<WireClient> connect) {
    clients.put(
        name,
        () -> {
          WireClient client = connect.get().send(POST + "Content-Length: 90000\r\n\r\n");
          return () -> () -> expectPatience(client);
        });
  }

  private static void expectPatience(WireClient client) {
    for (int i = 0; i < 20; i++) {
      client.send("x".repeat(100));
      Await.atLeast(Duration.ofMillis(100)); // the pace of a slow client
    }
    client.send("x".repeat(88_000)).expectResponse(200, "90000 octets");
  }
}
