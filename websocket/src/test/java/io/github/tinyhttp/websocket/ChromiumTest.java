package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.Listener;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Browser;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chromium, whose pages offer compression: it exchanges texts that refer back to each other and
/// bytes, with whole messages and with streams, and closes with a code, in each mode.
class ChromiumTest extends WebSocketWire {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <title>waiting</title>
      <script>
        const done = [];
        const texts = [0, 1, 100, 100, 5000, 5000, 60000].map(n => "all the same, \u03ba; ".repeat(n / 16));
        const bytes = new Uint8Array(100000).map((_, i) => i * i);
        const talk = path => new Promise(resolve => {
          const socket = new WebSocket(location.href.replace("http", "ws") + path);
          socket.binaryType = "arraybuffer";
          let at = 0;
          const next = () => {
            if (at < texts.length) socket.send(texts[at]);
            else if (at === texts.length) socket.send(bytes);
            else socket.close(4001, "bye");
          };
          socket.onopen = next;
          socket.onmessage = event => {
            const same = at < texts.length
              ? event.data === texts[at]
              : new Uint8Array(event.data).every((one, i) => one === bytes[i]);
            if (!same) done.push("message " + at + " of " + path);
            at++;
            next();
          };
          socket.onclose = event => {
            done.push([path, socket.extensions.split(";")[0], event.code, event.wasClean].join(" "));
            resolve();
          };
        });
        (async () => {
          for (const path of ["OFF", "EACH_MESSAGE", "ALL_MESSAGES"]) {
            await talk(path + "/whole");
            await talk(path + "/stream");
          }
          document.title = done.join(", ");
        })();
      </script>
      """;

  @AutoClose private static Browser browser;

  @TempDir private Path directory;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws Exception {
    browser = new Browser(profile, "--ignore-certificate-errors");
  }

  private final class Streams implements WebSocketStreamListener {
    @Override
    public void onText(WebSocket socket, Reader message) throws IOException {
      var text = new StringWriter();
      message.transferTo(text);
      socket.sendText(out -> out.write(text.toString()));
    }

    @Override
    public void onBinary(WebSocket socket, InputStream message) throws IOException {
      socket.sendBinary(message::transferTo);
    }
  }

  private static final String[] OUTCOMES = {
    "OFF/whole 4001 true",
    "OFF/stream 4001 true",
    "EACH_MESSAGE/whole permessage-deflate 4001 true",
    "EACH_MESSAGE/stream permessage-deflate 4001 true",
    "ALL_MESSAGES/whole permessage-deflate 4001 true",
    "ALL_MESSAGES/stream permessage-deflate 4001 true"
  };

  /// The versions of HTTP that WebSockets came over.
  private final Set<HttpVersion> versions = ConcurrentHashMap.newKeySet();

  private Response handle(Request request) throws IOException {
    String[] parts = request.path().split("/");
    if (parts.length < 3) {
      return Response.html(PAGE);
    }
    versions.add(request.version());
    return WebSocket.accept(
        request,
        WebSocketOptions.defaults().withCompression(MessageCompression.valueOf(parts[1])),
        parts[2].equals("stream") ? new Streams() : new Echo());
  }

  @Test
  void pages_exchange_messages_in_each_mode() throws Exception {
    Server server = closedAfter(Server.http(0, this::handle));
    browser.open("http://127.0.0.1:" + server.port() + "/");
    assertThat(browser.awaitTitleOtherThan("waiting").split(", ")).containsExactly(OUTCOMES);
    assertThat(versions).containsOnly(HttpVersion.HTTP_1_1);
  }

  /// Chromium opens WebSockets on the connection over which it has got the page.
  @Test
  void pages_that_come_over_http_2_exchange_messages_over_the_same_connection() throws Exception {
    TestCertificate certificate = TestCertificate.forLocalhost(directory);
    Server server =
        closedAfter(
            Server.builder()
                .listen(Listener.on(0).withTls(Tls.pem(certificate.chain(), certificate.key())))
                .handler(this::handle)
                .start());
    browser.open("https://localhost:" + server.port() + "/");
    assertThat(browser.awaitTitleOtherThan("waiting").split(", ")).containsExactly(OUTCOMES);
    assertThat(versions).containsOnly(HttpVersion.HTTP_2);
  }
}
