package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Browser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two tabs of a real browser and a Java program chat with each other.
@Timeout(180)
class ChatTest {
  /// Records the messages that the Java program receives.
  private static final class Recording implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      messages.add(text.toString());
      socket.request(1);
      return null;
    }

    String next() throws InterruptedException {
      return messages.poll(30, TimeUnit.SECONDS);
    }
  }

  private static String shows(String line) {
    return "[...document.querySelectorAll('li')].some(li => li.textContent === '" + line + "')";
  }

  @Test
  void browsers_and_programs_receive_each_others_messages(@TempDir Path profile) throws Exception {
    try (var example = RunningExample.of(Chat.class);
        var browser = new Browser(profile);
        var client = HttpClient.newHttpClient()) {
      String first = browser.openTab(example.uri().toString());
      browser.await(shows("1 here now"));
      String second = browser.openTab(example.uri().toString());
      browser.await(shows("2 here now"));

      var received = new Recording();
      WebSocket program =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://localhost:" + example.uri().getPort() + "/chat"), received)
              .get(30, TimeUnit.SECONDS);
      assertThat(received.next()).isEqualTo("3 here now");

      String news = "grüße, über und über ".repeat(10);
      browser.type("#text", news);
      browser.click("#send");
      browser.await(shows(news));
      browser.show(first);
      browser.await(shows(news));
      assertThat(received.next()).isEqualTo(news);

      program.sendText("and back", true).get(30, TimeUnit.SECONDS);
      assertThat(received.next()).isEqualTo("and back");
      browser.await(shows("and back"));
      browser.show(second);
      browser.await(shows("and back"));

      program.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
      browser.await(shows("2 here now"));

      example.terminate();
      browser.await(
          "[...document.querySelectorAll('li')].some(li => li.textContent.startsWith('closed: '))");
      client.shutdownNow();
    }
  }
}
