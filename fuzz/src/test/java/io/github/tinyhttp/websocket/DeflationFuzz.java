package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testing.TestExchange;
import io.github.tinyhttp.testing.TestRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Feeds messages through the compressor and back, with any window and in any fragments: the
/// message must survive. Feeds any offer to the negotiation, which must accept it as it stands, or
/// ignore it.
class DeflationFuzz {
  private static final int MAXIMUM = 1 << 20;

  @FuzzTest
  void a_message_survives_compression(byte[] octets) {
    if (octets.length < 3) {
      return;
    }
    int windowBits = 8 + (octets[0] & 7);
    var takeover = (octets[0] & 8) != 0 ? ContextTakeover.DISABLED : ContextTakeover.ENABLED;
    int piece = 1 + (octets[1] & 0xFF) * (octets[1] & 0xFF);
    byte[] message = Arrays.copyOfRange(octets, 2, octets.length);
    var deflation = new Deflation(takeover, windowBits);
    var inflation = new Inflation(takeover, MAXIMUM);
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(inflate(inflation, deflation.deflate(message))).isEqualTo(message);
        byte[] inFragments = fragments(deflation, message, piece);
        assertThat(inflate(inflation, inFragments)).isEqualTo(message);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflation.release();
      inflation.release();
    }
    offer(new String(message, StandardCharsets.ISO_8859_1));
  }

  private static byte[] inflate(Inflation inflation, byte[] sent) throws IOException {
    var payload = new ByteAccumulator();
    inflation.update(sent, 0, sent.length, payload);
    inflation.finish(payload);
    return payload.toByteArray();
  }

  /// Sends a message in frames, and joins their payloads.
  private static byte[] fragments(Deflation deflation, byte[] message, int piece)
      throws IOException {
    TestExchange exchange =
        TestRequest.get("/")
            .withHeader("Connection", "upgrade")
            .withHeader("Upgrade", "frames")
            .start();
    var writer = new FrameWriter(exchange.request().upgrade("frames", Response.empty()));
    try (var out = new FragmentStream(writer, Opcode.BINARY, deflation)) {
      for (int at = 0; at < message.length; at += piece) {
        out.write(message, at, Math.min(piece, message.length - at));
        out.flush();
      }
    }
    var frames = ByteBuffer.wrap(exchange.switchedOutput());
    var payloads = new ByteArrayOutputStream();
    int expected = Frame.RSV1 | Opcode.BINARY.code;
    while (frames.hasRemaining()) {
      int first = frames.get() & 0xFF;
      int length = frames.get();
      byte[] payload = new byte[length == Frame.LENGTH_16 ? frames.getChar() : length];
      frames.get(payload);
      payloads.writeBytes(payload);
      assertThat(first).isEqualTo(frames.hasRemaining() ? expected : expected | Frame.FIN);
      expected = Opcode.CONTINUATION.code;
    }
    return payloads.toByteArray();
  }

  private static void offer(String text) {
    try {
      for (MessageCompression compression : MessageCompression.values()) {
        DeflateOffer.choose(List.of(text, "permessage-deflate;" + text), compression)
            .ifPresent(
                offer -> {
                  assertThat(compression).isNotEqualTo(MessageCompression.OFF);
                  assertThat(offer.windowBits()).isBetween(8, 15);
                  assertThat(offer.toResponseElement()).matches("permessage-deflate[a-z_=0-9; ]*");
                });
      }
    } catch (HttpException e) {
      assertThat(e.status().code()).isEqualTo(400);
    }
  }
}
