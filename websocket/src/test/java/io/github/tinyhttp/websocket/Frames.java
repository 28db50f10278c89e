package io.github.tinyhttp.websocket;

import io.github.tinyhttp.testkit.WireClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A client's view of frames. It encodes and decodes them without the module's own code.
final class Frames {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final byte[] KEY = HexFormat.of().parseHex("37fa213d");

  private Frames() {}

  static byte[] text(String text) {
    return frame(FIN | TEXT, text);
  }

  static byte[] frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /// Encodes a masked frame, with its length in the shortest form.
  static byte[] frame(int first, byte[] payload) {
    int length = payload.length;
    byte[] head =
        length < 126
            ? bytes(first, 0x80 | length)
            : length < 65536
                ? bytes(first, 0xFE, length >> 8, length)
                : bytes(first, 0xFF, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
    return join(head, masked(payload));
  }

  /// A masking key, and the payload masked with it.
  static byte[] masked(byte[] payload) {
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= KEY[i % 4];
    }
    return join(KEY, masked);
  }

  static byte[] close(int code, String reason) {
    return frame(
        FIN | CLOSE, join(bytes(code >> 8, code), reason.getBytes(StandardCharsets.UTF_8)));
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /// A frame of the server.
  ///
  /// @param first the first byte, with flags and opcode
  record Raw(int first, byte[] payload) {
    boolean isLast() {
      return (first & FIN) != 0;
    }
  }

  /// Reads a frame of the server.
  ///
  /// @return for example `TEXT hello`, `text hello` if the frame does not end its message, `BINARY
  ///   00ff`, `CLOSE 1002`. A `+` precedes a compressed frame, whose payload is in hexadecimal
  static String read(WireClient client) {
    Raw frame = readRaw(client);
    return describe(frame.first(), frame.payload(), client);
  }

  /// Reads a frame of the server. The frame must be unmasked, with its length in the shortest form.
  static Raw readRaw(WireClient client) {
    int first = octet(client);
    int length = octet(client);
    if (length == 126) {
      length = octet(client) << 8 | octet(client);
      check(length >= 126, client);
    } else if (length == 127) {
      long wide = 0;
      for (int i = 0; i < 8; i++) {
        wide = wide << 8 | octet(client);
      }
      length = Math.toIntExact(wide);
      check(length >= 65536, client);
    }
    check(length >= 0 && (first & 0x30) == 0, client);
    return new Raw(first, client.readOctets(length).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String describe(int first, byte[] payload, WireClient client) {
    boolean compressed = (first & RSV1) != 0;
    String name =
        switch (first & 0xF) {
          case CONTINUATION -> "CONTINUATION ";
          case TEXT -> "TEXT ";
          case BINARY -> "BINARY ";
          case CLOSE -> "CLOSE ";
          case PING -> "PING ";
          case PONG -> "PONG ";
          default -> throw client.failure("no opcode: " + first);
        };
    String content =
        switch (first & 0xF) {
          case CLOSE ->
              payload.length == 0 ? "" : "" + ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
          case BINARY -> HexFormat.of().formatHex(payload);
          default ->
              compressed
                  ? HexFormat.of().formatHex(payload)
                  : new String(payload, StandardCharsets.UTF_8);
        };
    String whole = (compressed ? "+" : "") + name + content;
    return (first & FIN) != 0
        ? whole
        : whole.replace(name, name.toLowerCase(java.util.Locale.ROOT));
  }

  private static int octet(WireClient client) {
    return client.readOctets(1).charAt(0);
  }

  private static void check(boolean holds, WireClient client) {
    if (!holds) {
      throw client.failure("no frame of a server");
    }
  }
}
