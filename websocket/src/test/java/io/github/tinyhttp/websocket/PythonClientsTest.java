package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Two clients in Python: `websockets`, which compresses, and `websocket-client`, which does not.
class PythonClientsTest extends WebSocketWire {
  /// The message limit: larger than the largest message, because compression makes noise longer.
  private static final int LARGE = 17 << 20;

  /// An echo that sends large texts in fragments, and closes on request.
  private final class Mirror extends Echo {
    @Override
    public void onPong(WebSocket socket, byte[] bytes) {}

    @Override
    public void onText(WebSocket socket, String text) throws Exception {
      if (text.startsWith("close ")) {
        socket.close(Integer.parseInt(text.substring(6)), "as you like");
      } else if (text.length() < 10_000) {
        socket.send(text);
      } else {
        socket.sendText(
            out -> {
              for (int at = 0; at < text.length(); at += 5_000) {
                out.write(text, at, Math.min(5_000, text.length() - at));
                out.flush();
                socket.ping("amid".getBytes(StandardCharsets.US_ASCII));
              }
            });
      }
    }
  }

  private Server serve(MessageCompression compression) throws IOException {
    return serve(
        new Mirror(),
        options ->
            options
                .withCompression(compression)
                .withLimits(WebSocketLimits.defaults().withMessage(LARGE)));
  }

  /// Runs a script with the interpreter that has the distribution's packages.
  private static String python(Server server, String head, String script) throws Exception {
    String all = head.replace("PORT", Integer.toString(server.port())) + script;
    Process process =
        new ProcessBuilder("/usr/bin/python3", "-I", "-c", all).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static final String WEBSOCKETS =
      """
      import asyncio, random, websockets
      from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
      uri = "ws://127.0.0.1:PORT/"
      def run(main): asyncio.run(asyncio.wait_for(main(), 100))
      """;

  private static final String EXCHANGES =
      """
      async def main():
        offers = [ClientPerMessageDeflateFactory(%s)]
        async with websockets.connect(
            uri, compression=None, extensions=offers, max_size=2**25, max_queue=200) as socket:
          print(",".join(sorted(str(one) for one in socket.extensions)))
          rnd = random.Random(1)
          words = ["word%%d" %% rnd.randrange(5000) for _ in range(60000)]
          for size in (0, 1, 10, 20, 100, 1000, 1000, 5000, 60000):
            text = " ".join(words[:size]) + "\u03ba"
            await socket.send(text)
            assert await socket.recv() == text, size
          for size in (0, 1, 125, 126, 65535, 65536, 300000):
            data = rnd.randbytes(size)
            await socket.send(data)
            assert await socket.recv() == data, size
          async def pieces():
            for i in range(100):
              await asyncio.wait_for(await socket.ping(), 60)
              yield words[i] * (i %% 7)
          await socket.send(pieces())
          assert await socket.recv() == "".join(words[i] * (i %% 7) for i in range(100))
        print(socket.close_code)
      run(main)
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''
          client_max_window_bits=True
          server_max_window_bits=12, client_max_window_bits=12
          server_max_window_bits=9, client_max_window_bits=9
          server_max_window_bits=15, client_max_window_bits=15
          server_no_context_takeover=True
          client_no_context_takeover=True
          server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=10
          """)
  void websockets_exchanges_compressed_messages(String offer) throws Exception {
    for (MessageCompression compression :
        new MessageCompression[] {
          MessageCompression.EACH_MESSAGE, MessageCompression.ALL_MESSAGES
        }) {
      String said = python(serve(compression), WEBSOCKETS, EXCHANGES.formatted(offer));
      assertThat(said).as(offer).startsWith("PerMessageDeflate(").endsWith("\n1000\n");
    }
  }

  /// The library's own offer limits both windows to 4 KiB.
  @ParameterizedTest
  @EnumSource
  void websockets_connects_with_its_own_settings(MessageCompression compression) throws Exception {
    String script =
        """
        async def main():
          async with websockets.connect(uri, max_size=2**25) as socket:
            await socket.send("x" * 100000)
            assert await socket.recv() == "x" * 100000
            data = random.randbytes(16 * 2**20)
            await socket.send(data)
            assert await socket.recv() == data
            print(len(socket.extensions))
            await socket.send("close 4001")
            try:
              await socket.recv()
            except websockets.ConnectionClosed as e:
              print(e.rcvd.code, e.rcvd.reason, e.sent.code)
        run(main)
        """;
    assertThat(python(serve(compression), WEBSOCKETS, script))
        .isEqualTo(
            (compression == MessageCompression.OFF ? "0" : "1") + "\n4001 as you like 4001\n");
    assertThat(nextCall()).isEqualTo("open");
    assertThat(nextCall()).isEqualTo("binary 16777216");
    assertThat(nextCall()).isEqualTo("close 4001");
  }

  /// This client would look at each octet of a text for seconds.
  @Test
  void websocket_client_talks_and_closes() throws Exception {
    String head =
        """
        import websocket
        from websocket import ABNF
        def connect():
          return websocket.create_connection(
              "ws://127.0.0.1:PORT/", timeout=60, skip_utf8_validation=True)
        """;
    String script =
        """
        socket = connect()
        for size in (0, 1, 125, 126, 9999, 10000, 65536, 1000000, 16 * 2**20):
          socket.send("x" * size)
          assert socket.recv() == "x" * size, size
        socket.send_binary(bytes(16 * 2**20))
        assert socket.recv() == bytes(16 * 2**20)
        socket.send_frame(ABNF.create_frame("in ", ABNF.OPCODE_TEXT, 0))
        socket.ping("amid")
        socket.send_frame(ABNF.create_frame("parts", ABNF.OPCODE_CONT, 1))
        print(socket.recv_data(control_frame=True), socket.recv())
        socket.send("close 1001")
        print(socket.recv_data(control_frame=True))
        socket.close()
        socket = connect()
        socket.close(4002, b"bye")
        socket = connect()
        socket.send_frame(ABNF.create_frame(b"\\xce\\xba\\xff", ABNF.OPCODE_TEXT, 1))
        print(socket.recv_data(control_frame=True)[1][:2].hex())
        """;
    assertThat(python(serve(MessageCompression.ALL_MESSAGES), head, script))
        .isEqualTo(
            """
            (10, b'amid') in parts
            (8, b'\\x03\\xe9as you like')
            03ef
            """);
  }
}
