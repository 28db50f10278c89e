package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.Upgrade;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Barrier;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients that read late, break a rule when their response has left, or leave where few do.
@Timeout(120)
class UnusualClientTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OFFER =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: raw\r\n";

  private final List<String> refused = new CopyOnWriteArrayList<>();

  private final class Refusals implements ServerEvents {
    @Override
    public void refused(RefusalEvent event) {
      refused.add(event.rule().toString());
    }
  }

  static List<Dispatch> dispatches() {
    return List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS);
  }

  // ---- late readers

  @ParameterizedTest
  @MethodSource("dispatches")
  void responses_that_a_client_reads_late_reach_it_in_order(Dispatch dispatch) throws Exception {
    String text = "0123456789".repeat(1_000);
    Server server =
        server(
            request -> Response.text(request.path() + " " + text),
            options().withDispatch(dispatch));
    WireClient client = client(server).receiveBuffer(64 << 10);
    int sent = 0;
    while (sent < 1_000) { // whose responses are more than the sockets take
      client.send(request(sent++));
    }
    for (int i = 0; i < sent; i++) {
      client.expectResponse(200, "/" + i + " " + text);
    }
  }

  private static String request(int number) {
    return "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  @Test
  void large_responses_that_are_given_in_reverse_leave_in_order() throws Exception {
    Server server = server();
    WireClient client = client(server).send(GET + GET + GET);
    Request[] requests = {receive(server), receive(server), receive(server)};
    for (int i = 2; i >= 0; i--) {
      requests[i].respond(Response.text(("" + i).repeat(300_000)));
    }
    for (int i = 0; i < 3; i++) {
      client.expectResponse(200, ("" + i).repeat(300_000));
    }
  }

  @Test
  void an_error_response_in_place_of_content_may_be_large() throws Exception {
    String text = "large".repeat(50_000);
    Server server =
        server(
            _ ->
                Response.stream(
                    _ -> {
                      throw new IllegalStateException("on purpose");
                    }),
            options().withErrorResponses((_, _) -> Response.text(text)));
    client(server).send(GET).expectResponse(500, text);
  }

  // ---- broken rules

  @Test
  void a_body_that_is_malformed_behind_its_response_ends_the_connection() throws Exception {
    Server server = server(_ -> Response.text("early"), options().withEvents(new Refusals()));
    WireClient client =
        client(server)
            .sendLines(
                """
                POST / HTTP/1.1
                Host: a
                Transfer-Encoding: chunked

                5
                """);
    client.expectResponse(200, "early");
    client.send("abcde no line end");
    assertThat(client.readToCut()).isEmpty();
    Await.until("the refusal is told", () -> refused.size() == 1);
    client(server).send(GET).expectResponse(200, "early");
  }

  @Test
  void a_body_that_has_failed_fails_again() throws Exception {
    var failures = new CompletableFuture<List<Throwable>>();
    Server server =
        server(
            request -> {
              InputStream body = request.body();
              assertThat(request.trailers()).isEmpty();
              Throwable first = catchThrowable(body::readAllBytes);
              failures.complete(List.of(first, catchThrowable(body::read)));
              return Response.text("read");
            });
    WireClient broken = client(server);
    broken.sendLines("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\nabc");
    broken.halfClose();
    broken.readToCut();
    assertThat(failures.join().getFirst()).isInstanceOf(HttpException.class);
    assertThat(failures.join().getLast()).isSameAs(failures.join().getFirst());
  }

  @Test
  void a_field_too_many_is_refused_before_its_line_is_whole() throws Exception {
    Server server =
        server(_ -> Response.empty(), options().withLimits(Limits.defaults().withFields(2)));
    WireClient client = client(server);
    for (String piece : List.of("GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", "C")) {
      client.send(piece);
      Barrier _ = barrier(server).pass();
    }
    client.expectResponse(431);
  }

  @Test
  void a_head_that_is_cut_while_a_request_is_worked_on_is_refused_behind_it() throws Exception {
    Server server = server();
    WireClient client = client(server).send(GET.replace("GET", "POST") + "GET / HT").halfClose();
    receive(server).respond(Response.text("first"));
    client.expectResponse(200, "first");
    client.expectResponse(400);
  }

  // ---- HTTP/1.0, upgrades and their ends

  @Test
  void an_old_client_gets_no_interim_response() throws Exception {
    WireClient client =
        client(
            request -> {
              request.inform(103, Headers.of("Link", "</a>"));
              return Response.text("final");
            });
    client.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n").expectResponse(200, "final");
  }

  @Test
  void a_continue_that_was_asked_for_goes_before_the_switch() throws Exception {
    Server server = server();
    WireClient client = client(server).send(OFFER + "Expect: 100-continue\r\n\r\n");
    Upgrade upgrade = receive(server).upgrade("raw", Response.empty());
    client.expectContinue().expectInterim(101);
    upgrade.close();
  }

  @Test
  void a_switch_for_a_client_that_has_left_fails() throws Exception {
    Server server = server();
    WireClient client = client(server).send(OFFER + "\r\n");
    Request request = receive(server);
    var gone = new CountDownLatch(1);
    request.onDisconnect(gone::countDown);
    client.reset();
    Await.opened(gone);
    Throwable failure = catchThrowable(() -> request.upgrade("raw", Response.empty()));
    assertThat(failure).isInstanceOf(IOException.class);
    assertThat(request.isResponded()).isTrue();
    Await.until("the connection is over", () -> server.connections() == 0);
  }

  @Test
  void content_for_a_client_that_has_left_cannot_be_begun() throws Exception {
    Server server = server();
    WireClient client = client(server).send(GET);
    Request request = receive(server);
    var gone = new CountDownLatch(1);
    request.onDisconnect(gone::countDown);
    client.reset();
    Await.opened(gone);
    assertThat(catchThrowable(() -> request.begin(Response.text(""))))
        .isInstanceOf(IOException.class);
    Await.until("no request is in flight", () -> server.requestsInFlight() == 0);
  }
}
