package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Body.EndlessWriter;
import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Streams of events with filters around them: whatever class the stream is of that the events are
/// written to, they end when the server does, and when the client has left.
class FilteredEventsTest extends SocketTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

  /// Counts what it passes on.
  private static final class Counting extends FilterOutputStream {
    Counting(OutputStream out) {
      super(out);
    }
  }

  private static Response lazily(Response response) {
    Body body = response.body();
    return response.withBody(Body.written(out -> body.writeTo(new Counting(out))));
  }

  private static Response twice(Response response) {
    return lazily(lazily(response));
  }

  private static Response byItsWriter(Response response) {
    EndlessWriter writer = response.body().endlessWriter().orElseThrow().get();
    return response.withBody(Body.written(out -> writer.writeTo(new Counting(out))));
  }

  private static Response asEndless(Response response) {
    Body body = response.body();
    return response.withBody(
        Body.endless(
            () -> {
              EndlessWriter writer = body.endlessWriter().orElseThrow().get();
              return new EndlessWriter() {
                @Override
                public void writeTo(OutputStream out) throws Exception {
                  writer.writeTo(new Counting(out));
                }

                @Override
                public void end() {
                  writer.end();
                }

                @Override
                public void probe() {
                  writer.probe();
                }
              };
            }));
  }

  private static Response compressed(Response response) {
    return lazily(response).withCompression(Compression.Use.ALWAYS);
  }

  static List<UnaryOperator<Response>> filters() {
    return List.of(
        FilteredEventsTest::lazily,
        FilteredEventsTest::twice,
        FilteredEventsTest::byItsWriter,
        FilteredEventsTest::asEndless,
        FilteredEventsTest::compressed);
  }

  private Server serving(UnaryOperator<Response> filter, EventStream.Feed feed, Dispatch dispatch)
      throws IOException {
    // no comments: a client that has left shows only where the server looks for it
    return server(
        _ -> filter.apply(Response.events(Duration.ZERO, feed)),
        options().withDispatch(dispatch).withCompression(Compression.defaults()));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void end_when_the_server_is_shut_down(UnaryOperator<Response> filter) throws Exception {
    List<WireClient> clients = new ArrayList<>();
    List<Future<Boolean>> shutdowns = new ArrayList<>();
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      Server server = serving(filter, EventStream::awaitEnd, dispatch);
      clients.add(client(server).send(GET).expectHead(200));
      shutdowns.add(shuttingDown(server));
    }
    for (int i = 0; i < clients.size(); i++) {
      assertThat(result(shutdowns.get(i))).isTrue();
      assertThat(clients.get(i).readToEnd()).endsWith("0\r\n\r\n");
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void end_when_the_client_leaves(UnaryOperator<Response> filter) throws Exception {
    var fed = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Server server =
        serving(
            filter,
            stream -> {
              fed.countDown();
              try {
                stream.awaitEnd();
              } finally {
                ended.countDown();
              }
            },
            Dispatch.INLINE);
    WireClient client = client(server).send(GET).expectHead(200);
    Await.opened(fed); // a client that has left before gets no feed
    client.reset();
    Await.opened(ended);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void end_when_the_client_leaves_at_once(UnaryOperator<Response> filter) throws Exception {
    var streams = new AtomicInteger();
    var cut = new CountDownLatch(1);
    var events =
        new ServerEvents() {
          @Override
          public void cut(RequestEvent event) {
            cut.countDown();
          }
        };
    EventStream.Feed feed =
        stream -> {
          streams.incrementAndGet();
          try {
            stream.awaitEnd();
          } finally {
            streams.decrementAndGet();
          }
        };
    Server server =
        server(
            _ -> filter.apply(Response.events(Duration.ZERO, feed)),
            options().withCompression(Compression.defaults()).withEvents(events));
    client(server).send(GET).expectHead(200).reset();
    Await.opened(cut);
    Await.until("no feed runs", () -> streams.get() == 0);
  }
}
