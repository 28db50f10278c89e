package io.github.tinyhttp.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `Request.begin` over each version of HTTP.
class BegunContentTest extends EachVersionTest {
  private static final String GET = Wire.get("/");
  private static final Response HEAD = Response.status(200).withType("text/plain");

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static Response begins(Request request, String... words) throws IOException {
    try (OutputStream out = request.begin(HEAD)) {
      for (String word : words) {
        out.write(ascii(word));
        out.flush();
      }
    }
    return Response.handled();
  }

  @Test
  void what_is_written_is_the_content() throws Exception {
    Conversation client = converse(request -> begins(request, "one ", "two"));
    for (int i = 0; i < 3; i++) {
      WireResponse response = client.send(GET).expectResponse(200, "one two");
      assertThat(response.header("Content-Type")).isEqualTo("text/plain");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 1_000_000})
  void content_of_a_known_length_says_it(int length) throws Exception {
    byte[] content = new byte[length];
    Conversation client =
        converse(
            request -> {
              try (OutputStream out = request.begin(HEAD, length)) {
                out.write(content);
              }
              return Response.handled();
            });
    WireResponse response = client.send(GET).expectResponse(200);
    assertThat(response.header("Content-Length")).isEqualTo("" + length);
    assertThat(response.body()).isEqualTo(content);
    client.send(GET).expectResponse(200);
  }

  @Test
  void content_that_is_shorter_than_its_length_is_cut() throws Exception {
    Conversation client =
        converse(
            request -> {
              OutputStream out = request.begin(HEAD, 10);
              out.write(ascii("short"));
              out.close();
              return Response.handled();
            });
    assertThat(client.send(GET).readToCut()).hasSizeLessThan(1_000);
  }

  @Test
  void a_handler_that_fails_cuts_what_it_has_begun() throws Exception {
    Conversation client =
        converse(
            request -> {
              OutputStream out = request.begin(HEAD);
              out.write(new byte[100_000]); // more than may wait, so some of it has left
              throw new IllegalStateException("on purpose");
            });
    assertThat(client.send(GET).readToCut()).isNotEmpty();
  }

  @Test
  void head_gets_the_fields_alone() throws Exception {
    Conversation client = converse(request -> begins(request, "content"));
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").expectResponse("HEAD", 200);
    client.send(GET).expectResponse(200, "content");
  }

  @Test
  void a_client_that_has_it_already_gets_304() throws Exception {
    Conversation client =
        converse(
            request -> {
              try (OutputStream out = request.begin(HEAD.withETag(EntityTag.strong("a")))) {
                out.write(ascii("content"));
              }
              return Response.handled();
            });
    client.send("GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"a\"\r\n\r\n").expectResponse(304);
    client.send(GET).expectResponse(200, "content");
  }

  @Test
  void a_body_can_be_read_while_the_content_is_written() throws Exception {
    Conversation client =
        converse(
            request -> {
              try (OutputStream out = request.begin(HEAD)) {
                request.body().transferTo(out);
              }
              return Response.handled();
            });
    byte[] content = new byte[300_000];
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n").send(content);
    assertThat(client.expectResponse(200).body()).isEqualTo(content);
  }

  @Test
  void another_thread_may_end_it_after_the_handler_has_returned() throws Exception {
    var returned = new CountDownLatch(1);
    Conversation client =
        converse(
            request -> {
              OutputStream out = request.begin(HEAD);
              inBackground(
                  () -> {
                    Await.opened(returned);
                    out.write(ascii("later"));
                    out.close();
                    return true;
                  });
              return Response.handled();
            });
    client.send(GET);
    returned.countDown();
    client.expectResponse(200, "later");
  }

  @Test
  void a_client_that_leaves_is_an_error_for_the_writer() throws Exception {
    var failed = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    Conversation client =
        converse(
            request -> {
              try (OutputStream out = request.begin(HEAD)) {
                begun.countDown();
                while (true) {
                  out.write(new byte[10_000]);
                }
              } catch (IOException e) {
                failed.countDown();
                throw e;
              }
            });
    client.send(GET);
    Await.opened(begun);
    client.reset();
    Await.opened(failed);
  }
}
