package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.sockets.WireVersion;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.TunnelBridge;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Executors of the application that do not do what they should with a task. Each handler and each
/// receiver is called once all the same, or its client gets 503.
@Timeout(60)
class UnrulyExecutorTest extends EachVersionTest {
  private static final int TIMES = 10;

  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void silenceTheLog() {
    closedAfter(LoggedWarnings.begin());
  }

  private Server serverOn(Executor executor) throws IOException {
    return server(this::respond, options().withDispatch(Dispatch.on(executor)));
  }

  private Response respond(Request request) throws IOException {
    calls.incrementAndGet();
    if (request.path().equals("/upgrade")) {
      Upgrade upgrade = request.upgrade("raw", Response.empty());
      upgrade.receive(new Echo(upgrade));
      return Response.handled();
    }
    return Response.text(request.text());
  }

  /// Sends back what comes, with the number of the call in front.
  private final class Echo implements Upgrade.Receiver {
    private final Upgrade upgrade;
    private final AtomicInteger received = new AtomicInteger();

    Echo(Upgrade upgrade) {
      this.upgrade = upgrade;
    }

    @Override
    public void received(ByteBuffer bytes) throws IOException {
      String text = US_ASCII.decode(bytes).toString();
      upgrade.output().write((received.incrementAndGet() + text).getBytes(US_ASCII));
    }

    @Override
    public void ended() throws IOException {
      upgrade.close();
    }
  }

  private void servesAll(Server server) {
    try (Conversation client = converse(server)) {
      for (int i = 0; i < TIMES; i++) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
        client.expectResponse("POST", 200);
      }
    }
    Await.until("no request is in flight", () -> server.requestsInFlight() == 0);
  }

  private WireClient upgraded(Server server) {
    int port = server.port();
    if (version == WireVersion.HTTP_2) {
      TunnelBridge bridge = TunnelBridge.to(port, _ -> List.of(":status: 200"));
      port = closedAfter(bridge).port();
    }
    WireClient client = closedAfter(WireClient.connect(port));
    client.sendLines("GET /upgrade HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: raw\n\n");
    client.expectInterim(101);
    return client;
  }

  private static void echoes(WireClient client) {
    for (int i = 1; i < TIMES; i++) {
      client.send("abc").expect(i + "abc");
    }
  }

  @Test
  void one_that_runs_a_task_twice_calls_a_handler_once() throws Exception {
    Server server =
        serverOn(
            task -> {
              task.run();
              task.run();
            });
    servesAll(server);
    assertThat(calls).hasValue(TIMES);
    echoes(upgraded(server));
  }

  @Test
  void one_that_runs_a_task_on_two_threads_calls_a_handler_once() throws Exception {
    Server server =
        serverOn(
            task -> {
              Thread.ofPlatform().daemon().start(task);
              Thread.ofPlatform().daemon().start(task);
            });
    servesAll(server);
    assertThat(calls).hasValue(TIMES);
    echoes(upgraded(server));
  }

  @Test
  void one_that_fails_after_it_has_run_a_task_has_run_it() throws Exception {
    Server server =
        serverOn(
            task -> {
              task.run();
              throw new RejectedExecutionException("on purpose");
            });
    servesAll(server);
    assertThat(calls).hasValue(TIMES);
    echoes(upgraded(server));
  }

  @Test
  void what_one_has_refused_does_not_run_later() throws Exception {
    Queue<Runnable> refused = new ConcurrentLinkedQueue<>();
    Server server =
        serverOn(
            task -> {
              refused.add(task);
              throw new RejectedExecutionException("on purpose");
            });
    try (Conversation client = converse(server)) {
      client.send(get("/")).expectResponse(503);
      refused.forEach(Runnable::run);
      client.send(get("/")).expectResponse(503);
    }
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void one_may_refuse_with_anything(Mistake mistake) throws Exception {
    var refuses = new AtomicInteger(1);
    Server server =
        serverOn(
            task -> {
              if (refuses.getAndDecrement() > 0) {
                throw mistake.thrown();
              }
              task.run();
            });
    try (Conversation client = converse(server)) {
      client.send(get("/")).expectResponse(503);
      client.send(get("/")).expectResponse(200, "");
    }
  }
}
