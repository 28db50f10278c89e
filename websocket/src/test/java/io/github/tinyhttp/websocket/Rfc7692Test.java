package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.RSV1;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.hex;
import static io.github.tinyhttp.websocket.Frames.join;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7692, permessage-deflate: its negotiation and its messages, with the examples of the RFC.
class Rfc7692Test extends WebSocketWire {
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\n";
  private static final int LIMIT = 3 << 20;

  private void serve(MessageCompression compression) throws IOException {
    serve(
        new Echo(),
        options ->
            options
                .withCompression(compression)
                .withLimits(WebSocketLimits.defaults().withMessage(LIMIT)));
  }

  @ParameterizedTest
  @Covers({
    "6455-4.2.2-7",
    "6455-4.2.2-8",
    "6455-4.3-1",
    "6455-9-1",
    "6455-9-2",
    "6455-9.1-3",
    "6455-9.1-4",
    "6455-9.1-6",
    "7692-5-1",
    "7692-5-2",
    "7692-5-3",
    "7692-7-1",
    "7692-7-2",
    "7692-7-3",
    "7692-7-4",
    "7692-7.1.1.1-1",
    "7692-7.1.1.1-2",
    "7692-7.1.2.1-1",
    "7692-7.1.2.1-2",
    "7692-7.1.2.2-1",
    "7692-7.1.2.2-2"
  })
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permessage-deflate                                    | permessage-deflate
          Permessage-Deflate                                    | permessage-deflate
          permessage-deflate; client_max_window_bits            | permessage-deflate
          permessage-deflate; client_max_window_bits=8          | permessage-deflate
          permessage-deflate; client_max_window_bits="15"       | permessage-deflate
          permessage-deflate; server_no_context_takeover        | permessage-deflate; server_no_context_takeover
          permessage-deflate; client_no_context_takeover        | permessage-deflate; client_no_context_takeover
          permessage-deflate;server_no_context_takeover ; CLIENT_no_context_takeover | permessage-deflate; server_no_context_takeover; client_no_context_takeover
          permessage-deflate; server_max_window_bits=15         | permessage-deflate; server_max_window_bits=15
          permessage-deflate; server_max_window_bits=10         | permessage-deflate; server_max_window_bits=10
          permessage-deflate; server_max_window_bits=8; client_max_window_bits=9 | permessage-deflate; server_max_window_bits=8
          permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate
          permessage-deflate; server_max_window_bits            |
          permessage-deflate; server_max_window_bits=015        |
          permessage-deflate; server_max_window_bits=16         |
          permessage-deflate; server_max_window_bits=15; server_max_window_bits=15 |
          permessage-deflate; client_max_window_bits=7          |
          permessage-deflate; client_max_window_bits=16         |
          permessage-deflate; client_max_window_bits=08         |
          permessage-deflate; client_max_window_bits; client_max_window_bits |
          permessage-deflate; server_no_context_takeover=1      |
          permessage-deflate; client_no_context_takeover=true   |
          permessage-deflate; server_no_context_takeover; server_no_context_takeover |
          permessage-deflate; unknown                           |
          permessage-deflate; unknown, permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
          x-webkit-deflate-frame                                |
          foo, bar; baz=2, permessage-deflate                   | permessage-deflate
          """)
  void the_first_acceptable_offer_is_chosen(String offer, String accepted) throws IOException {
    serve(MessageCompression.ALL_MESSAGES);
    assertThat(negotiate(offer)).isEqualTo(accepted == null ? List.of() : List.of(accepted));
  }

  private List<String> negotiate(String offer) {
    WireClient client = connectRaw();
    return client
        .sendLines(HANDSHAKE + "Sec-WebSocket-Extensions: " + offer + "\n\n")
        .expectInterim(101)
        .all("Sec-WebSocket-Extensions");
  }

  @Test
  @Covers({"7692-7.1.1.1-3", "7692-7.1.2.2-2"})
  void compression_of_each_message_on_its_own_is_negotiated() throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    assertThat(negotiate("permessage-deflate; client_max_window_bits"))
        .containsExactly("permessage-deflate; server_no_context_takeover");
    assertThat(negotiate("permessage-deflate; client_no_context_takeover"))
        .containsExactly(
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
  }

  @Test
  @Covers({"6455-5.2-1", "6455-5.2-2", "6455-5.8-1", "7692-5-2", "7692-6-1"})
  void compression_is_off_by_default() throws IOException {
    serve(new Echo());
    assertThat(negotiate("permessage-deflate")).isEmpty();
    WireClient client = connect(OFFER);
    client.send(frame(FIN | RSV1 | TEXT, hex("f248cdc9c90700")));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
  }

  @ParameterizedTest
  @Covers({
    "7692-6-1",
    "7692-6-4",
    "7692-6-5",
    "7692-6.2-1",
    "7692-7.2.2-1",
    "7692-7.2.2-3",
    "7692-7.2.3-1"
  })
  @CsvSource(
      textBlock =
          """
          one block,                f2 48 cd c9 c9 07 00
          not compressed,           00 05 00 fa ff 48 65 6c 6c 6f 00
          a last block,             f3 48 cd c9 c9 07 00 00
          two blocks,               f2 48 05 00 00 00 ff ff ca c9 c9 07 00
          """)
  void the_messages_of_the_rfc_are_decompressed(String name, String payload) throws IOException {
    for (MessageCompression compression :
        List.of(MessageCompression.EACH_MESSAGE, MessageCompression.ALL_MESSAGES)) {
      serve(compression);
      byte[] bytes = hex(payload);
      WireClient client = connect(OFFER);
      client.send(frame(FIN | RSV1 | TEXT, bytes));
      assertThat(Frames.read(client)).as(name).isEqualTo("TEXT Hello");
      for (byte octet : frame(FIN | RSV1 | TEXT, bytes)) {
        client.send(new byte[] {octet});
      }
      assertThat(Frames.read(client)).as(name).isEqualTo("TEXT Hello");
      client.send(
          join(
              frame(RSV1 | TEXT, Arrays.copyOf(bytes, 3)),
              frame(FIN | PING, "?"),
              frame(FIN | CONTINUATION, Arrays.copyOfRange(bytes, 3, bytes.length))));
      assertThat(Frames.read(client)).isEqualTo("PONG ?");
      assertThat(Frames.read(client)).as(name).isEqualTo("TEXT Hello");
      client.send(text("not compressed"));
      assertThat(Frames.read(client)).isEqualTo("TEXT not compressed");
    }
  }

  @Test
  @Covers({"7692-7.1.1.2-1", "7692-7.2.2-2", "7692-7.2.3-1"})
  void the_clients_context_is_kept_unless_it_was_negotiated_away() throws IOException {
    byte[] first = frame(FIN | RSV1 | TEXT, hex("f248cdc9c90700"));
    byte[] again = frame(FIN | RSV1 | TEXT, hex("f200110000"));
    serve(MessageCompression.ALL_MESSAGES);
    WireClient kept = connect(OFFER).send(first).send(again);
    assertThat(Frames.read(kept)).isEqualTo("TEXT Hello");
    assertThat(Frames.read(kept)).isEqualTo("TEXT Hello");
    serve(MessageCompression.EACH_MESSAGE);
    WireClient unasked = connect(OFFER).send(first).send(again);
    assertThat(Frames.read(unasked)).isEqualTo("TEXT Hello");
    assertThat(Frames.read(unasked)).isEqualTo("TEXT Hello");
    WireClient forgotten =
        connect("Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\n")
            .send(first)
            .send(again);
    assertThat(Frames.read(forgotten)).isEqualTo("TEXT Hello");
    assertThat(Frames.read(forgotten)).isEqualTo("CLOSE 1007");
    forgotten.expectClosed();
  }

  @Test
  @Covers("7692-7.2.3-1")
  void an_empty_message_is_decompressed() throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client = connect(OFFER).send(frame(FIN | RSV1 | TEXT, hex("00")));
    assertThat(Frames.read(client)).isEqualTo("TEXT ");
    client.send(frame(FIN | RSV1 | TEXT, hex("")));
    assertThat(Frames.read(client)).isEqualTo("TEXT ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "07", "f2 48 cd c9 c9 07 00 ff ff", "00 05 00 00 00 48"})
  void data_that_is_not_deflate_is_refused(String payload) throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client = connect(OFFER).send(frame(FIN | RSV1 | TEXT, hex(payload)));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1007");
    client.expectClosed();
  }

  @Test
  @Covers({"7692-6-2", "7692-6-3"})
  void the_compression_bit_is_allowed_on_the_first_frame_of_a_message_only() throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client =
        connect(OFFER).send(frame(RSV1 | TEXT, "")).send(frame(FIN | RSV1 | CONTINUATION, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
    client = connect(OFFER).send(frame(FIN | RSV1 | PING, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1002");
  }

  @Test
  void text_is_checked_after_it_is_decompressed() throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client = connect(OFFER).send(frame(FIN | RSV1 | TEXT, deflate(hex("61 ff"))));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1007");
    String split = "κ".repeat(3_000);
    client = connect(OFFER);
    client.send(frame(FIN | RSV1 | TEXT, deflate(split.getBytes(StandardCharsets.UTF_8))));
    assertThat(inflated(Frames.read(client))).isEqualTo(split);
  }

  @ParameterizedTest
  @Covers("7692-8-1")
  @ValueSource(ints = {100_000_000, 4_000_000})
  void a_decompression_bomb_is_refused_before_it_is_large(int size) throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client =
        connect(OFFER).send(frame(FIN | RSV1 | Frames.BINARY, deflate(new byte[size])));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1009");
    client.expectClosed();
  }

  @Test
  void only_the_message_limit_bounds_what_a_message_expands_to() throws IOException {
    serve(
        new Echo(),
        options ->
            options
                .withCompression(MessageCompression.EACH_MESSAGE)
                .withLimits(WebSocketLimits.defaults().withMessage(64 << 20)));
    byte[] zeros = new byte[50 << 20];
    WireClient client = connect(OFFER).send(frame(FIN | RSV1 | Frames.BINARY, deflate(zeros)));
    Frames.Raw echo = Frames.readRaw(client);
    assertThat(echo.first()).isEqualTo(FIN | RSV1 | Frames.BINARY);
    assertThat(calls).contains("binary " + zeros.length);
  }

  @ParameterizedTest
  @EnumSource(
      value = MessageCompression.class,
      names = {"EACH_MESSAGE", "ALL_MESSAGES"})
  void nothing_of_a_message_stays_in_memory(MessageCompression compression) throws IOException {
    serve(
        new WebSocketListener() {
          @Override
          public void onBinary(WebSocket socket, byte[] bytes) throws IOException {
            socket.send(bytes);
          }
        },
        options -> options.withCompression(compression));
    byte[] message = frame(FIN | RSV1 | Frames.BINARY, deflate(new byte[1 << 20]));
    echo(message);
    long before = usedHeap();
    for (int i = 0; i < 40; i++) {
      echo(message);
    }
    assertThat(usedHeap() - before).isLessThan(20 << 20); // half of what the messages have
  }

  private void echo(byte[] message) {
    WireClient client = connect(OFFER).send(message);
    assertThat(Frames.readRaw(client).first()).isEqualTo(FIN | RSV1 | Frames.BINARY);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void a_short_message_of_one_repeated_byte_is_accepted() throws IOException {
    serve(MessageCompression.EACH_MESSAGE);
    WireClient client = connect(OFFER);
    String text = "x".repeat(1 << 20);
    client.send(frame(FIN | RSV1 | TEXT, deflate(text.getBytes(StandardCharsets.UTF_8))));
    assertThat(inflated(Frames.read(client))).isEqualTo(text);
  }

  @ParameterizedTest
  @Covers({
    "7692-6-1",
    "7692-6.1-2",
    "7692-7.1.1.1-4",
    "7692-7.2.1-1",
    "7692-7.2.1-2",
    "7692-7.2.1-3"
  })
  @EnumSource(names = "OFF", mode = EnumSource.Mode.EXCLUDE)
  void a_message_is_compressed_unless_it_is_short(MessageCompression compression) throws Exception {
    serve(compression);
    WireClient client = connect(OFFER);
    var window = new Inflater(true);
    String text = "a message that is long enough, and is long enough to be compressed, really";
    for (int i = 0; i < 3; i++) {
      client.send(text(text + i));
      String echo = Frames.read(client);
      assertThat(echo).startsWith("+TEXT ");
      if (compression == MessageCompression.EACH_MESSAGE) {
        window = new Inflater(true);
      } else if (i > 0) {
        assertThat(echo.length()).as("with context takeover").isLessThan(60);
      }
      assertThat(inflate(window, hex(echo.substring(6)))).isEqualTo(text + i);
    }
    client.send(text("short"));
    assertThat(Frames.read(client)).isEqualTo("TEXT short");
    client.send(close(1000, ""));
    assertThat(Frames.read(client)).isEqualTo("CLOSE 1000");
  }

  /// Sends a text that repeats itself: it becomes short only if the window reaches back to the
  /// first occurrence.
  @ParameterizedTest
  @Covers("7692-7.1.2.1-3")
  @CsvSource({"8, false", "9, false", "10, true", "14, true", "15, true"})
  void the_servers_window_is_no_larger_than_the_client_allows(int bits, boolean reachesBack)
      throws Exception {
    byte[] noise = new byte[384];
    new Random(bits).nextBytes(noise);
    String half = HexFormat.of().formatHex(noise).substring(0, 512);
    for (MessageCompression compression :
        List.of(MessageCompression.EACH_MESSAGE, MessageCompression.ALL_MESSAGES)) {
      serve(compression);
      WireClient client = connect(OFFER.strip() + "; server_max_window_bits=" + bits + "\n");
      String echo = Frames.read(client.send(text(half + half)));
      assertThat(inflated(echo)).isEqualTo(half + half);
      int length = hex(echo.substring(6)).length;
      assertThat(length < 400).as(length + " bytes").isEqualTo(reachesBack);
      if (compression == MessageCompression.ALL_MESSAGES) {
        var window = new Inflater(true);
        inflate(window, hex(echo.substring(6)));
        for (int size = 64; size < 9_000; size += 997) {
          String next = half.repeat(20).substring(0, size);
          String frame = Frames.read(client.send(text(next)));
          assertThat(inflate(window, hex(frame.substring(6)))).isEqualTo(next);
        }
      }
    }
  }

  /// RFC 7692 §6.1: the first frame has the compression bit, and the last one lacks the tail.
  @ParameterizedTest
  @Covers({"7692-6-1", "7692-6-2", "7692-6-4", "7692-6.1-1", "7692-7.2.1-1"})
  @EnumSource(names = "OFF", mode = EnumSource.Mode.EXCLUDE)
  void messages_in_fragments_are_compressed(MessageCompression compression) throws Exception {
    serve(
        new WebSocketListener() {
          @Override
          public void onText(WebSocket socket, String text) throws IOException {
            socket.sendText(
                out -> {
                  for (String piece : text.split(",", -1)) {
                    out.write(piece);
                    out.flush();
                  }
                });
          }
        },
        options -> options.withCompression(compression));
    WireClient client = connect(OFFER);
    var window = new Inflater(true);
    for (String message :
        List.of("one two,one two three", "flushed at its end,", "x".repeat(20_000), "one,,two")) {
      if (compression == MessageCompression.EACH_MESSAGE) {
        window = new Inflater(true);
      }
      client.send(text(message));
      Frames.Raw frame = Frames.readRaw(client);
      assertThat(frame.first() & ~FIN).isEqualTo(RSV1 | TEXT);
      byte[] whole = frame.payload();
      while (!frame.isLast()) {
        frame = Frames.readRaw(client);
        assertThat(frame.first() & ~FIN).isEqualTo(CONTINUATION);
        whole = join(whole, frame.payload());
      }
      assertThat(inflate(window, whole)).isEqualTo(message.replace(",", ""));
    }
    client.send(text(""));
    assertThat(Frames.read(client)).as("too short").isEqualTo("TEXT ");
  }

  private static byte[] deflate(byte[] bytes) {
    var deflater = new Deflater(9, true);
    deflater.setInput(bytes);
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, count);
    } while (count > 0);
    deflater.end();
    return Arrays.copyOf(out.toByteArray(), out.size() - 4);
  }

  private static String inflated(String frame) {
    assertThat(frame).startsWith("+TEXT ");
    try {
      return inflate(new Inflater(true), hex(frame.substring(6)));
    } catch (DataFormatException e) {
      throw new AssertionError(frame, e);
    }
  }

  private static String inflate(Inflater inflater, byte[] bytes) throws DataFormatException {
    inflater.setInput(join(bytes, hex("0000ffff")));
    byte[] result = new byte[1 << 20];
    return new String(result, 0, inflater.inflate(result), StandardCharsets.UTF_8);
  }
}
