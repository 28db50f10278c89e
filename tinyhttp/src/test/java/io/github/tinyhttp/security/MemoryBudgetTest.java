package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What connections hold for their clients is bounded by bytes: each kind of hoard is seen, and
/// given up when it is too much, beside a client that is served.
class MemoryBudgetTest extends SocketTest {
  private static final long MEMORY = 1 << 20;
  private static final int MOST_CLIENTS = 400;
  private static final byte[] SHARED = new byte[16 << 20];

  private static final String POST_WHOLE =
      "POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n";

  private final BlockingQueue<RefusalEvent> refusals = new LinkedBlockingQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);

  private Server server(int loops) throws IOException {
    return server(loops, Limits.defaults().withMemory(MEMORY).withSmallBody(1 << 20));
  }

  private Server server(int loops, Limits limits) throws IOException {
    var events =
        new ServerEvents() {
          @Override
          public void refused(RefusalEvent refusal) {
            refusals.add(refusal);
          }
        };
    ServerOptions options =
        options()
            .withLoops(loops)
            .withDispatch(Dispatch.VIRTUAL_THREADS)
            .withEvents(events)
            .withLimits(limits);
    return closedAfter(Server.builder().bind(0).handler(handler()).options(options).start());
  }

  private Handler handler() {
    byte[] large = new byte[100_000];
    return request ->
        switch (request.path()) {
          case "/large" -> Response.bytes(large.clone());
          case "/shared" -> Response.bytes(SHARED);
          case "/whole" -> Response.text("" + request.bytes().length);
          case "/form" -> Response.text("" + request.form().fields().size());
          case "/waits" -> {
            Await.opened(released);
            yield Response.empty();
          }
          default -> Response.text(request.path());
        };
  }

  /// What a client sends, and leaves the server with.
  enum Hoard {
    HALF_A_HEAD("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(60_000)),
    HALF_A_SMALL_BODY(
        "POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\n\r\n" + "x".repeat(80_000)),
    HALF_A_BODY_READ_AS_A_WHOLE(
        "POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" + "x".repeat(200_000)),
    HALF_A_CHUNKED_BODY(
        "POST /whole HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("2710\r\n" + "x".repeat(10_000) + "\r\n").repeat(20)),
    HALF_A_FORM(
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\n\r\na="
            + "x".repeat(200_000)),
    HALF_A_FORM_IN_PARTS(
        "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            + ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n"
                    + "x".repeat(50_000)
                    + "\r\n")
                .repeat(4)),
    LARGE_HEADS_IN_FLIGHT(
        ("GET /waits HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(30_000) + "\r\n\r\n").repeat(3)),
    RESPONSES_BEHIND_ONE_THAT_WAITS(get("/waits") + get("/large").repeat(5)),
    RESPONSES_THAT_ARE_NOT_READ(get("/large").repeat(60));

    final String octets;

    Hoard(String octets) {
      this.octets = octets;
    }
  }

  /// Clients come and hoard until one of them is given up. The memory that is held then is not much
  /// more than the bound, and a good client is served all the time.
  @ParameterizedTest
  @EnumSource
  void a_hoard_is_given_up_beside_a_good_client(Hoard hoard) throws Exception {
    Server server = server(1);
    WireClient good = client(server);
    List<WireClient> greedy = new ArrayList<>();
    while (refusals.isEmpty() && greedy.size() < MOST_CLIENTS) {
      WireClient client = closedAfter(WireClient.connect(server.port()));
      greedy.add(client);
      client.receiveBuffer(4_000).trySend(hoard.octets);
      good.send(get("/good")).expectResponse(200, "/good");
      assertThat(server.metrics().memoryHeld()).isLessThan(3 * MEMORY);
    }
    RefusalEvent refusal = refusals.poll(10, TimeUnit.SECONDS);
    assertThat(refusal.rule().name()).isEqualTo("TOO_MUCH_MEMORY");
    assertThat(server.metrics().refusals().get("TOO_MUCH_MEMORY")).isPositive();
    Await.until("memory is free", () -> server.metrics().memoryHeld() <= MEMORY);
    good.send(get("/good")).expectResponse(200, "/good");
    released.countDown();
  }

  @Test
  void the_greediest_is_given_up_first() throws Exception {
    Server server = server(1);
    WireClient small = client(server).send(Hoard.HALF_A_HEAD.octets.substring(0, 10_000));
    WireClient greedy = client(server);
    boolean _ = greedy.trySend(POST_WHOLE + "x".repeat(1_500_000));
    assertThat(refusals.poll(10, TimeUnit.SECONDS)).isNotNull();
    small.send("\r\n\r\n").expectResponse(200, "/");
    assertThat(server.metrics().refusals()).containsEntry("TOO_MUCH_MEMORY", 1L);
  }

  /// The loops share the budget: what one of them holds counts for all.
  @Test
  void several_loops_have_one_budget() throws Exception {
    Server server = server(3);
    List<WireClient> greedy = new ArrayList<>();
    while (refusals.isEmpty() && greedy.size() < MOST_CLIENTS) {
      greedy.add(client(server));
      boolean _ = greedy.getLast().trySend(Hoard.HALF_A_HEAD.octets);
    }
    assertThat(refusals.poll(10, TimeUnit.SECONDS)).isNotNull();
    Await.until("memory is free", () -> server.metrics().memoryHeld() <= MEMORY);
  }

  /// A client that is a little over three quarters is waited for, and then given up.
  @Test
  void a_shortage_that_lasts_ends() throws Exception {
    Server server = server(1);
    List<WireClient> greedy = new ArrayList<>();
    while (server.metrics().memoryHeld() <= MEMORY * 3 / 4) {
      greedy.add(client(server).send(Hoard.HALF_A_HEAD.octets));
      int clients = greedy.size();
      Await.until("it is seen", () -> server.metrics().memoryHeld() >= clients * 60_000L);
    }
    assertThat(refusals.poll(10, TimeUnit.SECONDS)).isNotNull();
    Await.until("memory is free", () -> server.metrics().memoryHeld() <= MEMORY * 3 / 4);
  }

  @Test
  void uploads_that_need_less_than_there_is_are_all_served() throws Exception {
    Server server = server(1);
    List<WireClient> clients = new ArrayList<>();
    String body = "x".repeat(100_000);
    String head = "POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    for (int round = 0; round < 10; round++) {
      clients.add(client(server).send(head + body));
      clients.getLast().expectResponse(200, "100000");
    }
    assertThat(refusals).isEmpty();
    Await.until("nothing is held", () -> server.metrics().memoryHeld() == 0);
  }

  @Test
  void one_connection_may_hold_only_so_much() throws Exception {
    Server server = server(1, Limits.defaults().withMemoryPerConnection(300_000));
    WireClient modest = client(server).send(Hoard.HALF_A_HEAD.octets);
    WireClient greedy = client(server);
    boolean _ = greedy.trySend(POST_WHOLE + "x".repeat(1_500_000));
    assertThat(refusals.poll(10, TimeUnit.SECONDS)).isNotNull();
    modest.send("\r\n\r\n").expectResponse(200, "/");
    assertThat(server.metrics().refusals()).containsEntry("TOO_MUCH_MEMORY", 1L);
  }

  /// A page in memory takes no more of it if many clients read it slowly.
  @Test
  void content_that_responses_share_counts_once() throws Exception {
    Server server = server(1, Limits.defaults().withMemory(24 << 20));
    List<WireClient> slow = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      slow.add(client(server).send(get("/shared")));
    }
    Await.until("it is seen", () -> server.metrics().memoryHeld() >= SHARED.length);
    for (WireClient client : slow) {
      assertThat(client.renewDeadline().expectResponse(200).body()).hasSize(SHARED.length);
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void no_memory_at_all_is_no_bound() {
    assertThatThrownBy(() -> Limits.defaults().withMemory(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Limits.memory must be positive, not 0");
    assertThatThrownBy(() -> Limits.defaults().withMemoryPerConnection(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Limits.memoryPerConnection must be positive, not 0");
  }
}
