package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients in other languages, as separate programs: aiohttp of Python, and ws and undici of
/// Node.js. The latter does not compress, and that of Debian waits for more bytes behind an empty
/// message.
class ScriptedClientsTest extends WebSocketWire {
  private static final String AIOHTTP =
      """
      import asyncio, aiohttp
      async def main():
        async with aiohttp.ClientSession() as session:
          async with session.ws_connect("http://127.0.0.1:PORT/", compress=15) as socket:
            for size in (0, 1, 100, 100, 5000, 5000, 60000):
              text = "all the same; " * (size // 14)
              await socket.send_str(text)
              assert (await socket.receive()).data == text, size
            await socket.close(code=4001)
            print(socket.close_code)
      asyncio.run(asyncio.wait_for(main(), 25))
      """;

  private static final String WS =
      """
      const WebSocket = require("/usr/share/nodejs/ws");
      const socket = new WebSocket("ws://127.0.0.1:PORT/");
      const texts = [0, 1, 100, 100, 5000, 5000, 60000].map(n => "all the same; ".repeat(n / 14));
      let at = 0;
      const next = () => at < texts.length ? socket.send(texts[at]) : socket.close(4001, "bye");
      socket.on("open", next);
      socket.on("message", data => {
        if (data.toString() !== texts[at]) throw new Error("message " + at);
        at++;
        next();
      });
      socket.on("close", (code, reason) => console.log(code + " " + reason));
      """;

  private static final String UNDICI =
      """
      const { WebSocket } = require("/usr/share/nodejs/undici");
      const socket = new WebSocket("ws://127.0.0.1:PORT/");
      const texts = [14, 100, 100, 5000, 5000, 60000].map(n => "all the same; ".repeat(n / 14));
      let at = 0;
      const next = () => at < texts.length ? socket.send(texts[at]) : socket.close(4001, "bye");
      socket.onopen = next;
      socket.onmessage = event => {
        if (event.data !== texts[at]) throw new Error("message " + at);
        at++;
        next();
      };
      socket.onclose = event => console.log(event.code + " " + event.reason + " " + event.wasClean);
      """;

  private Server serve(MessageCompression compression) throws IOException {
    return serve(new Echo(), options -> options.withCompression(compression));
  }

  private static String run(List<String> command) throws Exception {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NODE_PATH", "/usr/share/nodejs"); // where Debian has its modules
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String at(Server server, String script) {
    return script.replace("PORT", Integer.toString(server.port()));
  }

  @ParameterizedTest
  @EnumSource
  void aiohttp_exchanges_messages_in_each_mode(MessageCompression compression) throws Exception {
    String script = at(serve(compression), AIOHTTP);
    assertThat(run(List.of("/usr/bin/python3", "-I", "-c", script))).isEqualTo("4001\n");
  }

  @ParameterizedTest
  @EnumSource
  void ws_exchanges_messages_in_each_mode(MessageCompression compression) throws Exception {
    String script = at(serve(compression), WS);
    assertThat(run(List.of("node", "-e", script))).isEqualTo("4001 bye\n");
  }

  @ParameterizedTest
  @EnumSource
  void undici_exchanges_messages_in_each_mode(MessageCompression compression) throws Exception {
    String script = at(serve(compression), UNDICI);
    assertThat(run(List.of("node", "--no-warnings", "-e", script))).isEqualTo("4001 bye true\n");
  }
}
