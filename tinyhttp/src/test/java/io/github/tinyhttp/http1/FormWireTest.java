package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Part;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Conversation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms and uploads over a connection: what is left of them when a request is over.
class FormWireTest extends EachVersionTest {
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir Path directory;

  /// Temporary files that handlers have seen.
  private final BlockingQueue<Path> files = new LinkedBlockingQueue<>();

  private static String multipart(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        + fields
        + "\r\n"
        + body;
  }

  private static String sized(String body) {
    return multipart("Content-Length: " + body.length() + "\r\n", body);
  }

  private static String chunked(String body) {
    var chunks = new StringBuilder();
    for (int i = 0; i < body.length(); i += 1000) {
      String chunk = body.substring(i, Math.min(body.length(), i + 1000));
      chunks
          .append(Integer.toHexString(chunk.length()))
          .append("\r\n")
          .append(chunk)
          .append("\r\n");
    }
    return multipart("Transfer-Encoding: chunked\r\n", chunks + "0\r\n\r\n");
  }

  private static String upload(int length) {
    return "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ntext\r\n"
        + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
        + "0123456789".repeat(length / 10)
        + "\r\n--b--\r\n";
  }

  private Response seen(Request request) throws IOException {
    if (request.path().equals("/next")) {
      return Response.text("next");
    }
    Form form = request.form();
    Form.Upload file = form.upload("f").orElseThrow();
    files.add(file.path());
    return Response.text(form.fields() + " " + file.size());
  }

  private Path file() throws InterruptedException {
    Path file = files.poll(60, TimeUnit.SECONDS);
    if (file == null) {
      throw new AssertionError("no file came");
    }
    return file;
  }

  private static void awaitDeleted(Path file) {
    Await.until(file + " is deleted", () -> !Files.exists(file));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000, 1_000_000})
  void a_form_leaves_no_file_behind(int length) throws Exception {
    Conversation client = converse(this::seen);
    client.send(sized(upload(length)) + NEXT);
    client.expectResponse(200, "{a=[text]} " + length);
    client.expectResponse(200, "next");
    awaitDeleted(file());
    client.send(chunked(upload(length)) + NEXT);
    client.expectResponse(200, "{a=[text]} " + length);
    client.expectResponse(200, "next");
    awaitDeleted(file());
  }

  @Test
  void a_form_may_come_byte_by_byte() throws Exception {
    Conversation client = converse(this::seen);
    String message = sized(upload(50));
    for (int i = 0; i < message.length(); i++) {
      client.send(message.substring(i, i + 1));
    }
    client.expectResponse(200, "{a=[text]} 50");
    awaitDeleted(file());
  }

  @Test
  void a_file_is_there_until_the_response_is_written() throws Exception {
    Conversation client =
        converse(
            request -> {
              Path path = request.form().upload("f").orElseThrow().path();
              files.add(path);
              return Response.file(path);
            });
    client.send(sized(upload(3_000_000)));
    assertThat(client.expectResponse(200).body()).hasSize(3_000_000);
    awaitDeleted(file());
  }

  @Test
  void a_file_of_a_handler_that_fails_is_deleted() throws Exception {
    Conversation client =
        converse(
            request -> {
              Response _ = seen(request);
              throw new IllegalStateException("on purpose");
            });
    client.send(sized(upload(10))).expectResponse(500);
    awaitDeleted(file());
  }

  @Test
  void a_file_of_a_client_that_is_gone_is_deleted_once_it_gets_a_response() throws Exception {
    Server server = server();
    var client = client(server).send(sized(upload(200_000)));
    Request request = receive(server);
    Path path = request.form().upload("f").orElseThrow().path();
    client.reset();
    assertThat(path).hasSize(200_000);
    request.respond(Response.text("done"));
    awaitDeleted(path);
  }

  @Test
  void a_request_that_is_received_and_closed_leaves_no_file() throws Exception {
    Server server = server();
    converse(server).send(sized(upload(10)));
    Path path;
    try (Request request = receive(server)) {
      path = request.form().upload("f").orElseThrow().path();
      assertThat(path).exists();
    }
    awaitDeleted(path);
  }

  @Test
  void an_upload_that_breaks_off_leaves_nothing() throws Exception {
    Path target = directory.resolve("upload");
    Conversation client =
        converse(
            request -> {
              for (Part part : request.multipart()) {
                long _ = part.saveTo(target);
              }
              return Response.text("whole");
            });
    client.send(multipart("Content-Length: 200000\r\n", upload(150_000).substring(0, 140_000)));
    client.halfClose();
    client.expectResponse(400);
    assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
  }

  /// The length says that all of it has come; the last boundary says it has not.
  @Test
  void a_form_without_its_last_boundary_is_refused_although_its_length_is_right() throws Exception {
    Conversation client =
        converse(
            request -> {
              var names = new StringBuilder();
              request.multipart().forEach(part -> names.append(part.name()));
              return Response.text(names.toString());
            });
    String whole = upload(10);
    for (int cut = 0; cut < whole.length() - 2; cut++) {
      client.send(sized(whole.substring(0, cut))).expectResponse(400);
    }
    client.send(sized(whole)).expectResponse(200, "af");
  }

  @Test
  void a_form_that_is_too_large_is_refused_before_it_is_sent() throws Exception {
    Conversation client = converse(request -> Response.text(request.form().fields().toString()));
    client.send(multipart("Content-Length: 999999999\r\nExpect: 100-continue\r\n", ""));
    client.expectResponse(413); // and not 100
    Conversation other =
        converse(request -> Response.text("" + request.saveTo(directory.resolve("f"), 10)));
    other.send(multipart("Content-Length: 11\r\nExpect: 100-continue\r\n", ""));
    other.expectResponse(413);
  }

  @Test
  void a_form_is_refused_with_its_reason() throws Exception {
    Handler handler =
        request -> Response.text(request.multipart(FormLimits.defaults().withParts(1)).form() + "");
    converse(handler).send(sized(upload(10))).expectResponse(413, "there are too many parts\n");
    assertThat(
            converse(request -> Response.text(request.form() + ""))
                .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
                .expectResponse(415)
                .header("Accept"))
        .isEqualTo("application/x-www-form-urlencoded, multipart/form-data");
  }

  @Test
  void a_form_that_is_read_while_the_response_is_written_is_refused_as_any_other()
      throws Exception {
    Handler handler =
        request ->
            Response.stream(out -> request.multipart().forEach(part -> part.headers().size()));
    converse(handler).send(sized(upload(10).substring(0, 100))).expectResponse(400);
  }

  @Test
  void files_are_gone_too_when_the_response_was_given_before_the_client_went() throws Exception {
    Server server = server();
    var client = client(server);
    client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    Request first = receive(server);
    client.send(
        sized(upload(10)).replace("POST", "GET")); // a safe method, which may be handled beside
    Request second = receive(server);
    Path path = second.form().upload("f").orElseThrow().path();
    second.respond(Response.text("second"));
    assertThat(path).exists(); // it is not its turn yet
    client.reset();
    awaitDeleted(path);
    first.respond(Response.text("first"));
  }

  @Test
  void an_urlencoded_form_is_no_larger_than_the_limit_for_bodies() throws Exception {
    Server server =
        server(
            request -> Response.text(request.form().fields().toString()),
            options().withLimits(Limits.defaults().withBody(10)));
    for (Map.Entry<String, Integer> each :
        Map.of("a=12345678", 200, "a=123456789", 413).entrySet()) {
      converse(server)
          .send(
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                  + "Content-Length: "
                  + each.getKey().length()
                  + "\r\n\r\n"
                  + each.getKey())
          .expectResponse(each.getValue());
    }
  }

  @Test
  void the_body_of_a_request_that_is_over_is_gone() throws Exception {
    Server server = server();
    Conversation client = converse(server).send(sized(upload(10)));
    Request request = receive(server);
    request.respond(Response.text("done"));
    client.expectResponse(200, "done");
    // the client may read the response before the server knows that it has left
    Await.until("the body is gone", () -> catchThrowable(request::form) instanceof IOException);
  }

  @Test
  void a_body_is_saved_however_large_it_is() throws Exception {
    Path file = directory.resolve("film");
    Conversation client = converse(request -> Response.text("" + request.saveTo(file)));
    byte[] content = new byte[5_000_000];
    new java.util.Random(1).nextBytes(content);
    client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n").send(content);
    client.expectResponse(200, "5000000");
    assertThat(file).hasBinaryContent(content);
  }
}
