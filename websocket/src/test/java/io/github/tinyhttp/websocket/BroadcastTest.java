package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.RSV1;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One message to many clients, each of which may have negotiated something else.
class BroadcastTest extends WebSocketWire {
  private static final String NEWS = "news, news, news, and again news of the very same kind; ";

  private final Set<WebSocket> sockets = ConcurrentHashMap.newKeySet();

  /// Sends to all: what begins with `!` as one message for all, and the rest to each.
  private final class Chat extends Echo {
    @Override
    public void onOpen(WebSocket socket) throws Exception {
      sockets.add(socket);
      super.onOpen(socket);
    }

    @Override
    public void onText(WebSocket socket, String text) {
      var message = WebSocketMessage.text(text);
      for (WebSocket each : sockets) {
        assertThat(text.startsWith("!") ? each.trySend(message) : each.trySend(text)).isTrue();
      }
    }
  }

  private WireClient join(String offer) throws InterruptedException {
    WireClient client = connect(offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer + "\n");
    assertThat(nextCall()).isEqualTo("open");
    return client;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "permessage-deflate",
        "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=9",
        "permessage-deflate; server_max_window_bits=15; server_no_context_takeover"
      })
  void messages_for_all_and_for_one_take_turns(String offer) throws Exception {
    serve(new Chat(), options -> options.withCompression(MessageCompression.ALL_MESSAGES));
    WireClient plain = join("");
    WireClient client = join(offer);
    var inflater = new Inflater(true);
    for (int i = 0; i < 20; i++) {
      String message = (i % 3 == 0 ? "" : "!") + NEWS.repeat(1 + i % 5 * 10) + i;
      plain.send(text(message));
      assertThat(Frames.read(plain)).isEqualTo("TEXT " + message);
      assertThat(read(client, inflater, offer.contains("server_no_context"))).isEqualTo(message);
    }
    inflater.end();
  }

  private static String read(WireClient client, Inflater inflater, boolean forgets)
      throws DataFormatException {
    Frames.Raw frame = Frames.readRaw(client);
    if ((frame.first() & RSV1) == 0) {
      return new String(frame.payload(), StandardCharsets.UTF_8);
    }
    if (forgets) {
      inflater.reset();
    }
    var out = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    for (byte[] part : new byte[][] {frame.payload(), {0, 0, -1, -1}}) {
      inflater.setInput(part);
      for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
        out.write(buffer, 0, n);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_message_is_encoded_and_compressed_once() throws Exception {
    var message = WebSocketMessage.text(NEWS.repeat(10));
    assertThat(message.frame().array()).isSameAs(message.frame().array());
    assertThat(message.compressedFrame().array()).isSameAs(message.compressedFrame().array());
    assertThat(message.compressedFrame().remaining()).isLessThan(message.frame().remaining() / 4);
  }

  @Test
  void a_binary_message_is_copied() throws Exception {
    byte[] bytes = {1, 2};
    var message = WebSocketMessage.binary(bytes);
    bytes[0] = 9;
    serve(
        new Echo() {
          @Override
          public void onOpen(WebSocket socket) throws Exception {
            socket.send(message);
          }
        });
    WireClient client = connect();
    assertThat(Frames.readRaw(client).first()).isEqualTo(FIN | Frames.BINARY);
    WireClient other = connect();
    assertThat(Frames.read(other)).isEqualTo("BINARY 0102");
  }
}
