package io.github.tinyhttp.exchange;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.simulation.Told;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.sockets.LoggedWarnings;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Anything that code of the application may throw, from any place where the library calls it for a
/// request. The client of that request gets an error, or sees that its response is cut. The
/// connection goes on if it can, no thread or loop is lost, and events tell of one end.
@Timeout(60)
class ThrownAnywhereTest extends EachVersionTest {
  private static final String POST =
      Wire.crlf(
          """
          POST /%s/%s HTTP/1.1
          Host: a
          TE: trailers
          Connection: TE
          Content-Length: 4

          body\
          """);

  /// The threads that have ended with an exception.
  private final Queue<String> escaped = new ConcurrentLinkedQueue<>();

  private final Told told = new Told();

  /// What the client of a request sees of a mistake.
  private enum Seen {
    /// A response with 500.
    ERROR {
      @Override
      void by(Conversation client) {
        client.expectResponse("POST", 500);
      }
    },

    /// A response that is cut.
    CUT {
      @Override
      void by(Conversation client) {
        assertThat(client.readToCut()).doesNotContain("HTTP/1.1 500");
      }
    },

    /// A response without a flaw, on a connection that goes on.
    NOTHING {
      @Override
      void by(Conversation client) {
        assertThat(client.readResponse("POST").status()).isBetween(200, 204);
        client.send(get("/beside")).expectResponse(200, "beside");
      }
    };

    abstract void by(Conversation client);
  }

  private enum Place {
    HANDLER(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) {
        throw mistake.thrown();
      }
    },
    HANDLER_WITH_BODY(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) throws IOException {
        assertThat(request.body().read()).isEqualTo('b');
        throw mistake.thrown();
      }
    },
    TRAILERS(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.text("text")
            .withTrailers(
                List.of("X-Sum"),
                () -> {
                  throw mistake.thrown();
                });
      }
    },
    STREAM(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(new FailingSource(0, mistake));
      }
    },
    LATE_STREAM(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(new FailingSource(200_000, mistake));
      }
    },
    SIZED_STREAM(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(new FailingSource(200_000, mistake), 300_000);
      }
    },
    END_OF_STREAM(Seen.NOTHING) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(
            new InputStream() {
              @Override
              public int read() {
                return -1;
              }

              @Override
              public int available() {
                throw mistake.thrown();
              }

              @Override
              public void close() {
                throw mistake.thrown();
              }
            });
      }
    },
    SOURCE(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.source(new FailingContent(Long.MAX_VALUE, mistake));
      }
    },
    LATE_SOURCE(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.source(new FailingContent(100_000, mistake));
      }
    },
    WRITER(Seen.ERROR) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(
            _ -> {
              throw mistake.thrown();
            });
      }
    },
    LATE_WRITER(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.stream(
            out -> {
              out.write('a');
              out.flush();
              throw mistake.thrown();
            });
      }
    },
    EVENTS(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) {
        return Response.events(
            events -> {
              events.send("first");
              throw mistake.thrown();
            });
      }
    },
    BEGUN(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) throws IOException {
        OutputStream _ = request.begin(Response.text(""));
        throw mistake.thrown();
      }
    },
    LATE_BEGUN(Seen.CUT) {
      @Override
      Response respond(Request request, Mistake mistake) throws IOException {
        OutputStream out = request.begin(Response.text(""), 10);
        out.write('a');
        out.flush();
        throw mistake.thrown();
      }
    },
    AFTER_RESPONSE(Seen.NOTHING) {
      @Override
      Response respond(Request request, Mistake mistake) {
        request.respond(Response.empty());
        throw mistake.thrown();
      }
    };

    private final Seen seen;

    Place(Seen seen) {
      this.seen = seen;
    }

    abstract Response respond(Request request, Mistake mistake) throws IOException;
  }

  /// Content whose length is known, and which fails when it is opened, or later.
  private record FailingContent(long count, Mistake mistake) implements SeekableContent {
    @Override
    public long length() {
      return 200_000;
    }

    @Override
    public ReadableByteChannel open(long offset) {
      if (count == Long.MAX_VALUE) {
        throw mistake.thrown();
      }
      return Channels.newChannel(new FailingSource(count, mistake));
    }
  }

  /// Gives so many octets and fails.
  private static final class FailingSource extends InputStream {
    private final Mistake mistake;
    private long left;

    FailingSource(long left, Mistake mistake) {
      this.left = left;
      this.mistake = mistake;
    }

    @Override
    public int read() {
      if (left == 0) {
        throw mistake.thrown();
      }
      left--;
      return 'x';
    }
  }

  private enum Threads {
    AUTO(Dispatch.AUTO),
    INLINE(Dispatch.INLINE),
    VIRTUAL(Dispatch.VIRTUAL_THREADS),
    EXECUTOR(Dispatch.on(task -> Thread.ofPlatform().daemon().start(task))),
    CALLER(Dispatch.on(Runnable::run));

    private final Dispatch dispatch;

    Threads(Dispatch dispatch) {
      this.dispatch = dispatch;
    }
  }

  static Stream<Arguments> cells() {
    return Stream.of(Place.values())
        .flatMap(place -> Stream.of(Threads.values()).map(all -> Arguments.of(place, all)));
  }

  @BeforeEach
  void watchThreads() {
    closedAfter(LoggedWarnings.begin());
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> escaped.add(thread.getName() + ": " + failure.getClass()));
    closedAfter(() -> Thread.setDefaultUncaughtExceptionHandler(before));
  }

  private static Response respond(Request request) throws IOException {
    if (request.path().equals("/beside")) {
      return Response.text("beside");
    }
    List<String> names = request.segments();
    return Place.valueOf(names.get(0)).respond(request, Mistake.valueOf(names.get(1)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void harms_its_own_request_alone(Place place, Threads threads) throws Exception {
    ServerOptions options = options().withDispatch(threads.dispatch).withEvents(told);
    Server server = server(ThrownAnywhereTest::respond, options);
    for (Mistake mistake : Mistake.values()) {
      try (Conversation client = converse(server);
          Conversation beside = converse(server)) {
        client.send(POST.formatted(place, mistake));
        place.seen.by(client);
        beside.send(get("/beside")).expectResponse(200, "beside");
      } catch (AssertionError e) {
        throw new AssertionError(mistake + ": " + e.getMessage(), e);
      }
    }
    Await.until("no request is in flight", () -> server.requestsInFlight() == 0);
    server.close();
    Await.until("each end is told once", () -> told.notOnce().isEmpty());
    assertThat(told.size()).isGreaterThanOrEqualTo(2 * Mistake.values().length);
    assertThat(escaped).isEmpty();
  }
}
