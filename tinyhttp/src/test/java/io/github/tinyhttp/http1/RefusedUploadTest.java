package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client whose body is refused, which sends it slowly and looks for the response only at the end
/// (RFC 9112 §9.6). Time is the subject here: each client takes two to three times as long as the
/// server waits for one that sends nothing.
class RefusedUploadTest extends SocketTest {
  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int PARTS = 12;
  private static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir Path directory;

  /// A client, what it sends, and what comes of it.
  private record Upload(
      String name, WireClient client, String head, String part, int status, boolean stays) {
    void begin() {
      client.send(head);
    }

    void goOn() {
      client.send(part);
    }

    void end() {
      boolean chunked = head.contains("chunked");
      client.send(chunked && stays ? "0\r\n\r\n" : "");
      WireResponse response = client.expectResponse(status);
      assertThat(response.announcesClose()).as(name).isEqualTo(!stays);
      if (stays) {
        client.send(NEXT).expectResponse(200, "next");
      } else {
        client.expectClosed();
      }
    }
  }

  private static Response respond(Request request) throws IOException {
    return switch (request.path()) {
      case "/next" -> Response.text("next");
      case "/read" -> Response.text(request.text());
      default -> Response.text("who are you?\n").withStatus(401);
    };
  }

  private static ServerOptions options(Dispatch dispatch) {
    return options()
        .withDispatch(dispatch)
        .withLimits(Limits.defaults().withBody(1000).withSmallBody(100))
        .withTimeouts(Timeouts.defaults().withLinger(LINGER));
  }

  @Test
  void has_its_response_and_mostly_its_connection() throws Exception {
    List<Upload> uploads = new ArrayList<>();
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      Server server = server(RefusedUploadTest::respond, options(dispatch));
      for (int i = 0; i < kinds(null).size(); i++) {
        uploads.add(kinds(client(server)).get(i));
      }
    }
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Server secured =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())))
                .handler(RefusedUploadTest::respond)
                .options(options(Dispatch.INLINE))
                .start());
    for (int i = 0; i < kinds(null).size(); i++) {
      WireClient client =
          closedAfter(WireClient.connectTls(secured.port(), certificate.clientContext()));
      uploads.add(kinds(client).get(i));
    }
    uploads.forEach(Upload::begin);
    for (int i = 0; i < PARTS; i++) {
      uploads.getFirst().client().awaitNothing(PAUSE); // the pace of the client
      uploads.forEach(Upload::goOn);
    }
    uploads.forEach(Upload::end);
  }

  private static List<Upload> kinds(WireClient client) {
    String part = "x".repeat(2000);
    String length = "Content-Length: " + PARTS * part.length();
    String chunk = "7d0\r\n" + part + "\r\n";
    String large = "Content-Length: 10000000";
    return List.of(
        new Upload("sized", client, post("/", length), part, 401, true),
        new Upload("chunked", client, post("/", "Transfer-Encoding: chunked"), chunk, 401, true),
        new Upload("large", client, post("/", large), part, 401, false),
        new Upload("too large", client, post("/read", length), part, 413, true),
        new Upload("last", client, post("/", length + "\r\nConnection: close"), part, 401, false),
        new Upload("no expectation", client, post("/", length + "\r\nExpect: x"), part, 417, false),
        new Upload(
            "no expectation, and last",
            client,
            post("/", length + "\r\nConnection: close\r\nExpect: x"),
            part,
            417,
            false),
        new Upload(
            "broken chunk, and last",
            client,
            post("/", "Transfer-Encoding: chunked\r\nConnection: close") + "zz\r\n",
            part,
            400,
            false),
        new Upload("no head", client, post("/", length + "\r\nbroken field"), part, 400, false));
  }

  private static String post(String path, String fields) {
    return "PUT " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
  }

  @Test
  void is_not_waited_for_when_it_sends_nothing() throws Exception {
    Server server = server(RefusedUploadTest::respond, options(Dispatch.INLINE));
    WireClient client = client(server).send(post("/", "Content-Length: 100000"));
    client.expectResponse(401);
    client.expectClosed();
    client.expectGone();
  }

  @Test
  void is_cut_when_it_goes_on_for_too_long() throws Exception {
    ServerOptions options =
        options().withTimeouts(Timeouts.defaults().withLinger(Duration.ofMillis(100)));
    Server server = server(RefusedUploadTest::respond, options);
    WireClient client = client(server).send(post("/", "Content-Length: 100000"));
    client.expectResponse(401);
    while (client.trySend("x")) {
      client.awaitNothing(Duration.ofMillis(20)); // a little, for ever
    }
  }
}
