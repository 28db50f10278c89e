package io.github.tinyhttp.security;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Part;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.SetCookie;
import io.github.tinyhttp.sockets.EachVersionTest;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Classes of attack that other servers had advisories for, over each version of HTTP.
class AdvisoriesTest extends EachVersionTest {
  private static final String SPLIT = "a\r\nSet-Cookie: b=c\r\n\r\n<html>";

  private static String post(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
  }

  // ---- response splitting: CVE-2026-66753, CVE-2026-42578

  /// Every way of an application to put what a client has sent into the head of a response, its
  /// trailer section or a stream of events.
  @Test
  void a_response_cannot_be_split_by_any_of_its_values() throws IOException {
    List<Function<String, Response>> ways =
        List.of(
            text -> Response.text("").withHeader("X-A", text),
            text -> Response.text("").withHeader(text, "a"),
            text -> Response.text("").withAddedHeader("X-A", text),
            text -> Response.text("").withHeaders(Headers.of("X-A", text)),
            text -> Response.text("").withTrailers(Headers.of("X-A", text)),
            text -> Response.text("").withTrailers(Headers.of(text, "a")),
            text -> Response.redirect(text),
            text -> Response.created(text),
            text -> Response.text("").withType(text),
            text -> Response.of(200, text, ""),
            text -> Response.text("").withCookie(SetCookie.of("a", text)),
            text -> Response.text("").withCookie(SetCookie.of(text, "a")),
            text -> Response.text("").withCookie(SetCookie.of("a", "b").withPath("/" + text)),
            text -> Response.text("").withAttachment(text));
    Server server =
        server(
            request ->
                request.path().equals("/next")
                    ? Response.text("next")
                    : ways.get(Integer.parseInt(request.path().substring(1))).apply(SPLIT));
    Conversation client = converse(server);
    for (int i = 0; i < ways.size(); i++) {
      WireResponse response = client.send(get("/" + i)).readResponse();
      assertThat(response.has("Set-Cookie")).as("%s: %s", i, response).isFalse();
      assertThat(response.text()).doesNotContain("<html>");
      client.send(get("/next")).expectResponse(200, "next");
    }
  }

  @Test
  void an_event_cannot_be_split_by_its_name_or_id() {
    for (ThrowingCallable made :
        List.<ThrowingCallable>of(
            () -> EventStream.Event.of("a").withName(SPLIT),
            () -> EventStream.Event.of("a").withId(SPLIT))) {
      assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class);
    }
  }

  // ---- input in error pages: CVE-2020-13697

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /<script>alert(1)</script> HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%zz<script> HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: <script>alert(1)</script>\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: <script>\r\n\r\n",
        "GET /missing?<script> HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /fails?%3Cscript%3E HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /refused?%3Cscript%3E HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nExpect: <script>\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: <script>\0\r\n\r\n"
      })
  void what_a_client_sends_is_not_in_the_librarys_own_responses(String request) throws IOException {
    Conversation client = converse(AdvisoriesTest::failing);
    WireResponse response = client.send(request).readResponse();
    assertThat(response.status()).isBetween(400, 599);
    assertThat(response.text()).doesNotContain("<script", "alert");
    if (response.body().length > 0) {
      assertThat(response.header("Content-Type")).startsWith("text/plain");
    }
  }

  private static Response failing(Request request) throws HttpException {
    return switch (request.path()) {
      case "/fails" -> throw new IllegalStateException(request.target());
      case "/refused" -> throw new HttpException(403, "refused");
      default -> Response.status(404);
    };
  }

  // ---- memory by declared size: tiny-http#252, minreq#63, mongoose#4

  /// Requests that say they have a large body, and send none of it, make handlers that want all of
  /// it take next to nothing.
  @Test
  void memory_is_taken_for_what_has_come_and_not_for_what_was_announced() throws Exception {
    var taken = new AtomicLong();
    Server server =
        server(
            request -> {
              var thread = (com.sun.management.ThreadMXBean) management();
              long before = thread.getCurrentThreadAllocatedBytes();
              try {
                return Response.text("" + request.bytes(Integer.MAX_VALUE).length);
              } finally {
                taken.addAndGet(thread.getCurrentThreadAllocatedBytes() - before);
              }
            },
            options().withLimits(Limits.defaults().withSmallBody(1 << 30)));
    for (String length : List.of("536870912", "2147483647")) {
      Conversation client = converse(server);
      client.send(post("Content-Length: " + length, "x".repeat(70_000)));
      client.halfClose();
      client.close();
    }
    converse(server).send(post("Content-Length: 2", "ab")).expectResponse(200, "2");
    assertThat(taken.get()).isLessThan(16 << 20);
  }

  private static java.lang.management.ThreadMXBean management() {
    return java.lang.management.ManagementFactory.getThreadMXBean();
  }

  // ---- hash flooding: seastar#3695, netty#141

  /// Names with one hash code: a map of them has one bucket.
  private static List<String> colliding(int count) {
    List<String> names = new ArrayList<>(List.of(""));
    while (names.size() < count) {
      List<String> longer = new ArrayList<>();
      names.forEach(name -> longer.addAll(List.of(name + "Aa", name + "BB")));
      names = longer;
    }
    return names.subList(0, count);
  }

  @Test
  void names_with_one_hash_code_are_looked_up_as_fast_as_others() throws IOException {
    List<String> names = colliding(1_000);
    List<String> fields = colliding(190);
    String last = names.getLast();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    var taken = new AtomicLong();
    Server server =
        server(
            request -> {
              long begin = threads.getCurrentThreadCpuTime();
              int found = 0;
              for (int i = 0; i < 1_000; i++) {
                found += request.header(fields.get(i % 190)).isPresent() ? 1 : 0;
                found += request.cookie(last).isPresent() ? 1 : 0;
              }
              var form = request.form();
              for (String name : names) {
                found += form.field(name).isPresent() ? 1 : 0;
              }
              taken.set(threads.getCurrentThreadCpuTime() - begin);
              return Response.text("" + found);
            },
            options()
                .withDispatch(Dispatch.INLINE)
                .withLimits(Limits.defaults().withHead(256 << 10)));
    String body = String.join("=1&", names) + "=1";
    String head =
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + body.length()
            + "\r\nCookie: "
            + String.join("=1; ", names)
            + "=1\r\n"
            + String.join(": 1\r\n", fields)
            + ": 1";
    converse(server).send(post(head, body)).expectResponse(200, "3000");
    assertThat(Duration.ofNanos(taken.get())).isLessThan(Duration.ofSeconds(5)); // of the CPU
  }

  // ---- forms: CVE-2023-26048, CVE-2026-3260, GHSA-33hj

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void a_form_is_parsed_by_a_handler_that_asks_for_it_alone(String method) throws IOException {
    Server server =
        server(request -> Response.text("" + request.queryParameters().size() + request.cookies()));
    String body = "--b\r\nthis is no form\r\n".repeat(100);
    converse(server)
        .send(
            method
                + " /?a=1 HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body)
        .expectResponse(200, "1{}");
  }

  // ---- temporary files: CVE-2022-21230, CVE-2022-24823

  @Test
  void a_temporary_file_is_for_its_owner_alone() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Server server =
        server(
            request -> {
              var text = new StringBuilder();
              try (var parts = request.multipart()) {
                for (Part part : parts) {
                  Path file = part.toTemporaryFile();
                  text.append(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                }
              }
              return Response.of(200, "text/plain", Body.of(text.toString()));
            });
    String body =
        "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";
    String fields =
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + body.length();
    converse(server).send(post(fields, body)).expectResponse(200, "rw-------");
  }
}
