package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that offers another protocol, as the JDK's client does with its first request, and is
/// watched: until the protocol is switched it is a client like any other.
class OfferedUpgradeTest extends SocketTest {
  private static final String OFFER =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: raw\r\n\r\n";

  private final CountDownLatch left = new CountDownLatch(1);

  /// Time is the subject here: a second is what is asked for, and the clients of the JDK that are
  /// cancelled are told of within a quarter of it on a machine that has time.
  @ParameterizedTest
  @EnumSource
  void is_told_of_when_a_request_of_java_is_cancelled(HttpClient.Version version) throws Exception {
    Server server = server();
    try (var client = HttpClient.newBuilder().version(version).build()) {
      CompletableFuture<HttpResponse<String>> response =
          client.sendAsync(
              HttpRequest.newBuilder(server.uri()).build(), HttpResponse.BodyHandlers.ofString());
      Request request = receive(server);
      request.onDisconnect(left::countDown);
      response.cancel(true);
      long start = System.nanoTime();
      Await.opened(left);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      request.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void is_told_of_when_the_client_leaves(boolean byReset) throws Exception {
    Server server = server();
    WireClient client = client(server).send(OFFER);
    Request request = receive(server);
    request.onDisconnect(left::countDown);
    if (byReset) {
      client.reset();
    } else {
      client.close();
    }
    Await.opened(left);
    request.close();
  }

  @Test
  void has_all_that_it_sent_while_it_was_watched() throws Exception {
    Server server = server();
    Barrier barrier = barrier(server);
    WireClient client = client(server).send(OFFER + "one ");
    Request request = receive(server);
    request.onDisconnect(left::countDown);
    client.send("two ");
    barrier.pass(); // the loop has read what came
    Upgrade upgrade = request.upgrade("raw", Response.empty());
    client.expectInterim(101);
    client.send("three");
    byte[] all = upgrade.input().readNBytes("one two three".length());
    assertThat(new String(all, StandardCharsets.US_ASCII)).isEqualTo("one two three");
    upgrade.close();
  }

  @Test
  void has_its_next_request_behind_one_that_was_watched() throws Exception {
    Server server = server();
    WireClient client = client(server).send(OFFER);
    Request first = receive(server);
    first.onDisconnect(left::countDown);
    client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    first.respond(Response.text("first"));
    client.expectResponse(200, "first");
    receive(server).respond(Response.text("next"));
    client.expectResponse(200, "next");
    assertThat(left.getCount()).isEqualTo(1);
  }
}
