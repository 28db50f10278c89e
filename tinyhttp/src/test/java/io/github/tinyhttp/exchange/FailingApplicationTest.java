package io.github.tinyhttp.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the application gives the library fails where the library calls it: the request it was
/// given for gets an error or is cut, and the server goes on.
@Timeout(120)
class FailingApplicationTest extends EachVersionTest {
  private static final String GET = Wire.get("/");

  private static final Supplier<Headers> FAILING =
      () -> {
        throw new IllegalStateException("on purpose");
      };

  private static Response failing(Response response) {
    return response.withTrailers(List.of("X-Sum"), FAILING);
  }

  @TempDir private Path directory;

  private Response respond(Request request, String kind) throws IOException {
    return switch (kind) {
      case "memory" -> failing(Response.text("text"));
      case "stream" -> failing(Response.stream(new ByteArrayInputStream(new byte[100])));
      case "written" -> failing(Response.stream(out -> out.write(new byte[100])));
      case "file" -> failing(Response.file(Files.write(directory.resolve("a"), new byte[100])));
      default -> {
        try (OutputStream out = request.begin(failing(Response.text("")))) {
          out.write(new byte[100]);
        }
        yield Response.handled();
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "memory, INLINE", "stream, INLINE", "written, INLINE", "file, INLINE", "begun, INLINE",
    "memory, VIRTUAL", "stream, VIRTUAL", "written, VIRTUAL", "file, VIRTUAL", "begun, VIRTUAL"
  })
  void trailers_that_cannot_be_made_harm_their_response_alone(String kind, String where)
      throws Exception {
    Dispatch dispatch = where.equals("INLINE") ? Dispatch.INLINE : Dispatch.VIRTUAL_THREADS;
    Server server =
        server(
            request ->
                request.path().equals("/") ? respond(request, kind) : Response.text("beside"),
            options().withDispatch(dispatch));
    Conversation client = converse(server);
    client.send("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
    if (kind.equals("begun") || kind.equals("stream")) {
      assertThat(client.readToCut()).doesNotContain("0\r\n");
    } else { // nothing of the response has left yet
      client.expectResponse(500);
    }
    converse(server).send(Wire.get("/beside")).expectResponse(200, "beside");
    Await.until("no request is in flight", () -> server.requestsInFlight() == 0);
  }

  @Test
  void a_stream_that_cannot_be_closed_is_sent_all_the_same() throws Exception {
    var closed = new CountDownLatch(3);
    Conversation client =
        converse(
            _ ->
                Response.stream(
                    new ByteArrayInputStream("text".getBytes(US_ASCII)) {
                      @Override
                      public void close() {
                        closed.countDown();
                        throw new IllegalStateException("on purpose");
                      }
                    }));
    for (int i = 0; i < 3; i++) {
      client.send(GET).expectResponse(200, "text");
    }
    Await.opened(closed);
  }

  /// A server whose error responses are `made`.
  private Server failing(ErrorResponses made) throws IOException {
    return server(
        request ->
            switch (request.path()) {
              case "/handler" -> throw new IllegalStateException("on purpose");
              case "/fault" -> throw new HttpException(500, "on purpose");
              case "/trailers" -> failing(Response.text("text"));
              case "/content" -> Response.stream(_ -> FAILING.get());
              case "/closed" -> {
                request.close();
                yield Response.handled();
              }
              default -> Response.text("beside");
            },
        options().withErrorResponses(made));
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "fault", "trailers", "content", "closed"})
  void an_error_response_that_cannot_be_sent_gives_way_to_the_librarys(String how)
      throws Exception {
    Server server = failing((own, _) -> failing(own.withHeader("X-Mine", "a")));
    Conversation client = converse(server);
    WireResponse response = client.send(Wire.get("/" + how)).expectResponse(500);
    assertThat(response.all("X-Mine")).isEmpty();
    converse(server).send(Wire.get("/beside")).expectResponse(200, "beside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "fault", "trailers", "content", "closed"})
  void an_error_response_may_be_content_that_is_made_while_it_is_sent(String how) throws Exception {
    Server server = failing((_, _) -> Response.stream(out -> out.write(new byte[] {'a'})));
    converse(server).send(Wire.get("/" + how)).expectResponse(500, "a");
    converse(server).send(Wire.get("/beside")).expectResponse(200, "beside");
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "fault", "trailers", "content", "closed"})
  void an_error_response_whose_content_fails_gives_way_to_the_librarys(String how)
      throws Exception {
    var closed = new CountDownLatch(1);
    Server server =
        failing(
            (_, _) ->
                Response.stream(
                    new InputStream() {
                      @Override
                      public int read() {
                        throw new IllegalStateException("on purpose, too");
                      }

                      @Override
                      public void close() {
                        closed.countDown();
                      }
                    }));
    converse(server).send(Wire.get("/" + how)).expectResponse(500);
    Await.opened(closed);
    converse(server).send(Wire.get("/beside")).expectResponse(200, "beside");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void content_that_fails_with_an_error_is_cut(boolean begun) throws Exception {
    Conversation client =
        converse(
            request -> {
              if (!begun) {
                return Response.stream(
                    new InputStream() {
                      private int count;

                      @Override
                      public int read() {
                        if (count++ == 200_000) {
                          throw new AssertionError("on purpose");
                        }
                        return 'a';
                      }
                    });
              }
              OutputStream out = request.begin(Response.text(""));
              out.write(new byte[200_000]);
              throw new AssertionError("on purpose");
            });
    assertThat(client.send(GET).readToCut()).isNotEmpty();
  }

  @Test
  void content_may_not_go_on_after_its_end() throws Exception {
    var late = new CompletableFuture<Boolean>();
    Conversation client =
        converse(
            request -> {
              OutputStream out = request.begin(Response.text(""));
              out.write('a');
              out.close();
              out.flush(); // of something that has left
              out.close();
              try {
                out.write('b');
                late.complete(false);
              } catch (IOException _) {
                late.complete(true);
              }
              return Response.handled();
            });
    client.send(GET).expectResponse(200, "a");
    assertThat(late.join()).isTrue();
    client.send(GET).expectResponse(200, "a");
  }

  @Test
  void a_body_has_no_negative_limit_and_may_have_none() throws Exception {
    Conversation client =
        converse(
            request -> {
              assertThatIllegalArgumentException().isThrownBy(() -> request.bytes(-1));
              return Response.bytes(request.bytes(Integer.MAX_VALUE)).withType("text/plain");
            });
    client.send(Wire.get("/")).expectResponse(200, "");
    client
        .sendLines("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n")
        .expectResponse(200, "abc");
  }

  @Test
  void segments_are_decoded_each_by_itself() throws Exception {
    Conversation client = converse(request -> Response.text(request.segments().toString()));
    client.send(Wire.get("/a%2Fb/c")).expectResponse(200, "[a/b, c]");
    client.send(Wire.get("/")).expectResponse(200, "[]");
  }
}
