package io.github.tinyhttp.websocket;

import static io.github.tinyhttp.websocket.Frames.BINARY;
import static io.github.tinyhttp.websocket.Frames.CLOSE;
import static io.github.tinyhttp.websocket.Frames.CONTINUATION;
import static io.github.tinyhttp.websocket.Frames.FIN;
import static io.github.tinyhttp.websocket.Frames.PING;
import static io.github.tinyhttp.websocket.Frames.PONG;
import static io.github.tinyhttp.websocket.Frames.TEXT;
import static io.github.tinyhttp.websocket.Frames.bytes;
import static io.github.tinyhttp.websocket.Frames.close;
import static io.github.tinyhttp.websocket.Frames.frame;
import static io.github.tinyhttp.websocket.Frames.hex;
import static io.github.tinyhttp.websocket.Frames.join;
import static io.github.tinyhttp.websocket.Frames.masked;
import static io.github.tinyhttp.websocket.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Covers;
import io.github.tinyhttp.testkit.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// RFC 6455 §5 to §8, sentence by sentence: a client's bytes, and the frames that an echo server
/// replies with. Each case runs in one piece and byte by byte.
class Rfc6455FramingTest extends WebSocketWire {
  private static final int FRAME_LIMIT = 100_000;
  private static final int MESSAGE_LIMIT = 150_000;

  /// @param replies the server's frames. After a close frame the server closes its side; otherwise
  ///   it waits for more
  private record Case(String name, byte[] sent, List<String> replies) {
    static Case of(String name, byte[] sent, String... replies) {
      return new Case(name, sent, List.of(replies));
    }
  }

  private static void masking(List<Case> all) {
    all.add(Case.of("5.1 a frame that is not masked", hex("81 05 48656c6c6f"), "CLOSE 1002"));
    all.add(Case.of("5.1 a ping that is not masked", hex("89 00"), "CLOSE 1002"));
    all.add(Case.of("5.5.1 a close that is not masked", hex("88 02 03e8"), "CLOSE 1002"));
    all.add(Case.of("5.7 the masked Hello", hex("81 85 37fa213d 7f9f4d5158"), "TEXT Hello"));
    all.add(Case.of("5.3 a key of zeros", hex("81 85 00000000 48656c6c6f"), "TEXT Hello"));
    for (int length = 0; length < 20; length++) {
      String payload = "abcdefghijklmnopqrst".substring(0, length);
      all.add(Case.of("5.3 the key over " + length + " bytes", text(payload), "TEXT " + payload));
    }
  }

  private static void heads(List<Case> all) {
    for (int bit : new int[] {0x40, 0x20, 0x10, 0x70}) {
      for (int opcode : new int[] {TEXT, BINARY, CLOSE, PING, PONG}) {
        all.add(
            Case.of(
                "5.2 reserved bits %x with opcode %x".formatted(bit, opcode),
                frame(FIN | bit | opcode, ""),
                "CLOSE 1002"));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      all.add(Case.of("5.2 reserved opcode " + opcode, frame(FIN | opcode, ""), "CLOSE 1002"));
      all.add(Case.of("5.2 reserved opcode alone " + opcode, bytes(FIN | opcode), "CLOSE 1002"));
    }
    all.add(
        Case.of(
            "7.1.7 nothing is handled behind a violation",
            join(text("a"), frame(FIN | 3, ""), text("b"), frame(FIN | PING, ""), close(1000, "")),
            "TEXT a",
            "CLOSE 1002"));
  }

  private static void lengths(List<Case> all) {
    for (int length : new int[] {124, 125, 126, 127, 128, 65_535, 65_536}) {
      String payload = "x".repeat(length);
      all.add(Case.of("5.2 a length of " + length, text(payload), "TEXT " + payload));
    }
    byte[] bytes = new byte[300];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    all.add(
        Case.of(
            "5.6 all octets",
            frame(FIN | BINARY, bytes),
            "BINARY " + HexFormat.of().formatHex(bytes)));
    all.add(
        Case.of(
            "5.2 125 in two bytes", join(hex("81 fe 007d"), masked(new byte[125])), "CLOSE 1002"));
    all.add(Case.of("5.2 0 in two bytes", hex("81 fe 0000"), "CLOSE 1002"));
    all.add(Case.of("5.2 65535 in eight bytes", hex("82 ff 000000000000ffff"), "CLOSE 1002"));
    all.add(Case.of("5.2 1 in eight bytes", hex("82 ff 0000000000000001"), "CLOSE 1002"));
    all.add(Case.of("5.2 64 bits of length", hex("82 ff 80"), "CLOSE 1002"));
    all.add(Case.of("5.2 all bits of length", hex("82 ff ffffffffffffffff"), "CLOSE 1002"));
  }

  private static void fragments(List<Case> all) {
    all.add(
        Case.of(
            "5.4 two fragments",
            join(frame(TEXT, "Hel"), frame(FIN | CONTINUATION, "lo")),
            "TEXT Hello"));
    all.add(
        Case.of(
            "5.4 three fragments of bytes",
            join(
                frame(BINARY, bytes(1)),
                frame(CONTINUATION, bytes(2)),
                frame(FIN | CONTINUATION, bytes(3))),
            "BINARY 010203"));
    all.add(
        Case.of(
            "5.4 empty fragments",
            join(
                frame(TEXT, ""),
                frame(CONTINUATION, ""),
                frame(CONTINUATION, "a"),
                frame(FIN | CONTINUATION, "")),
            "TEXT a"));
    all.add(
        Case.of(
            "5.4 an empty message in fragments",
            join(frame(TEXT, ""), frame(FIN | CONTINUATION, "")),
            "TEXT "));
    all.add(
        Case.of(
            "5.4 a ping between fragments",
            join(frame(TEXT, "Hel"), frame(FIN | PING, "?"), frame(FIN | CONTINUATION, "lo")),
            "PONG ?",
            "TEXT Hello"));
    all.add(
        Case.of(
            "5.4 a pong between fragments",
            join(frame(TEXT, "Hel"), frame(FIN | PONG, "?"), frame(FIN | CONTINUATION, "lo")),
            "TEXT Hello"));
    all.add(
        Case.of(
            "5.5.1 a close between fragments",
            join(frame(TEXT, "Hel"), close(1000, ""), frame(FIN | CONTINUATION, "lo")),
            "CLOSE 1000"));
    all.add(
        Case.of(
            "5.4 two fragmented messages",
            join(
                frame(TEXT, "a"),
                frame(FIN | CONTINUATION, "b"),
                frame(BINARY, "c"),
                frame(FIN | CONTINUATION, "d")),
            "TEXT ab",
            "BINARY 6364"));
    for (int bits : new int[] {0, FIN}) {
      all.add(
          Case.of(
              "5.4 a continuation without a message, " + bits,
              frame(bits | CONTINUATION, "x"),
              "CLOSE 1002"));
      all.add(
          Case.of(
              "5.4 a continuation of a complete message, " + bits,
              join(text("a"), frame(bits | CONTINUATION, "b")),
              "TEXT a",
              "CLOSE 1002"));
      for (int opcode : new int[] {TEXT, BINARY}) {
        all.add(
            Case.of(
                "5.4 a message within a message, " + (bits | opcode),
                join(frame(TEXT, "a"), frame(bits | opcode, "b")),
                "CLOSE 1002"));
      }
    }
  }

  private static void control(List<Case> all) {
    all.add(Case.of("5.5.2 a ping", frame(FIN | PING, "Hello"), "PONG Hello"));
    all.add(Case.of("5.5.2 an empty ping", frame(FIN | PING, ""), "PONG "));
    String longest = "p".repeat(125);
    all.add(Case.of("5.5.2 the longest ping", frame(FIN | PING, longest), "PONG " + longest));
    all.add(
        Case.of(
            "5.5.3 pings in a row",
            join(frame(FIN | PING, "1"), frame(FIN | PING, "2"), text("a"), frame(FIN | PING, "3")),
            "PONG 1",
            "PONG 2",
            "TEXT a",
            "PONG 3"));
    all.add(
        Case.of("5.5.3 an unsolicited pong", join(frame(FIN | PONG, "x"), text("a")), "TEXT a"));
    for (int opcode : new int[] {CLOSE, PING, PONG}) {
      all.add(Case.of("5.5 fragmented control " + opcode, frame(opcode, ""), "CLOSE 1002"));
      all.add(
          Case.of(
              "5.5 control of 126 bytes " + opcode,
              frame(FIN | opcode, "x".repeat(126)),
              "CLOSE 1002"));
      all.add(
          Case.of(
              "5.5 control with an extended length " + opcode,
              bytes(FIN | opcode, 0xFF),
              "CLOSE 1002"));
    }
  }

  private static void closing(List<Case> all) {
    all.add(Case.of("5.5.1 a close without a code", frame(FIN | CLOSE, ""), "CLOSE "));
    all.add(Case.of("5.5.1 half a code", frame(FIN | CLOSE, "x"), "CLOSE 1002"));
    all.add(Case.of("5.5.1 a close with a reason", close(1000, "bye"), "CLOSE 1000"));
    all.add(Case.of("5.5.1 the longest reason", close(1001, "r".repeat(123)), "CLOSE 1001"));
    all.add(
        Case.of(
            "5.5.1 frames after a close are ignored",
            join(text("a"), close(1000, ""), text("b"), frame(FIN | PING, ""), bytes(0x7F)),
            "TEXT a",
            "CLOSE 1000"));
    for (int code :
        new int[] {
          1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
        }) {
      all.add(Case.of("7.4 code " + code, close(code, ""), "CLOSE " + code));
    }
    all.add(Case.of("7.4.1 only clients send 1010", close(1010, ""), "CLOSE "));
    for (int code :
        new int[] {
          0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 10_000, 65_535
        }) {
      all.add(Case.of("7.4 invalid code " + code, close(code, ""), "CLOSE 1002"));
    }
    all.add(
        Case.of(
            "5.5.1 a reason that is not UTF-8", frame(FIN | CLOSE, hex("03e8 ff")), "CLOSE 1007"));
    all.add(
        Case.of("5.5.1 a reason that is cut", frame(FIN | CLOSE, hex("03e8 e282")), "CLOSE 1007"));
  }

  private static void utf8(List<Case> all) {
    String valid =
        "κόσμε \u0000\u007f\u0080\u07ff\u0800\ud7ff\ue000\ufffd\uffff\ud800\udc00\udbff\udfff";
    byte[] encoded = valid.getBytes(StandardCharsets.UTF_8);
    all.add(Case.of("8.1 characters of every length", text(valid), "TEXT " + valid));
    for (int split = 0; split <= encoded.length; split++) {
      all.add(
          Case.of(
              "8.1 a character split between fragments, " + split,
              join(
                  frame(TEXT, Arrays.copyOf(encoded, split)),
                  frame(FIN | CONTINUATION, Arrays.copyOfRange(encoded, split, encoded.length))),
              "TEXT " + valid));
    }
    for (String malformed :
        List.of(
            "80",
            "bf",
            "c0 80",
            "c1 bf",
            "c2",
            "c2 41",
            "e0 80 80",
            "e0 9f bf",
            "e1 80",
            "e2 28 a1",
            "ed a0 80",
            "ed bf bf",
            "ed a0 80 ed b0 80",
            "f0 80 80 80",
            "f0 8f bf bf",
            "f0 90 80",
            "f4 90 80 80",
            "f5 80 80 80",
            "f8 88 80 80 80",
            "fc 84 80 80 80 80",
            "fe",
            "ff",
            "61 ff 61",
            "ce ba e1 bd b9 cf 83 ce bc ce b5 ed a0 80 65 64 69 74 65 64")) {
      all.add(
          Case.of("8.1 not UTF-8: " + malformed, frame(FIN | TEXT, hex(malformed)), "CLOSE 1007"));
      all.add(
          Case.of(
              "8.1 not UTF-8, in fragments: " + malformed,
              join(frame(TEXT, "a"), frame(FIN | CONTINUATION, hex(malformed))),
              "CLOSE 1007"));
      all.add(
          Case.of(
              "8.1 not UTF-8, but binary: " + malformed,
              frame(FIN | BINARY, hex(malformed)),
              "BINARY " + malformed.replace(" ", "")));
    }
    all.add(
        Case.of("8.1 refused before the message ends", frame(TEXT, hex("61 f4 90")), "CLOSE 1007"));
    all.add(
        Case.of(
            "8.1 refused before the frame ends",
            Arrays.copyOf(frame(FIN | TEXT, hex("ff 61 61 61 61 61")), 7),
            "CLOSE 1007"));
  }

  private static void limits(List<Case> all) {
    String longest = "x".repeat(FRAME_LIMIT);
    all.add(Case.of("10.4 the longest frame", text(longest), "TEXT " + longest));
    all.add(
        Case.of(
            "10.4 a longer frame is refused as announced",
            hex("82 ff 00000000000186a1"),
            "CLOSE 1009"));
    all.add(Case.of("10.4 63 bits of length", hex("82 ff 7fffffffffffffff"), "CLOSE 1009"));
    all.add(
        Case.of(
            "10.4 the longest message",
            join(frame(BINARY, new byte[75_000]), frame(FIN | CONTINUATION, new byte[75_000])),
            "BINARY " + "00".repeat(MESSAGE_LIMIT)));
    all.add(
        Case.of(
            "10.4 a longer message",
            join(
                frame(BINARY, new byte[75_000]),
                hex("80 ff 00000000000124f9"),
                masked(new byte[0])),
            "CLOSE 1009"));
  }

  @TestFactory
  @Covers({"6455-5.1-2", "6455-5.1-3", "6455-5.3-3", "6455-5.5.1-3", "6455-6.2-5"})
  Stream<DynamicTest> frames_are_masked_by_the_client_alone() throws IOException {
    return tests(Rfc6455FramingTest::masking);
  }

  @TestFactory
  @Covers({
    "6455-5.2-1",
    "6455-5.2-2",
    "6455-5.2-3",
    "6455-5.4-11",
    "6455-7.1.7-1",
    "6455-7.1.7-3",
    "6455-7.1.7-4",
    "6455-10.7-1",
    "6455-10.7-2"
  })
  Stream<DynamicTest> reserved_bits_and_opcodes_fail_the_connection() throws IOException {
    return tests(Rfc6455FramingTest::heads);
  }

  @TestFactory
  @Covers({
    "6455-5.2-4",
    "6455-5.2-5",
    "6455-5.2-6",
    "6455-5.6-2",
    "6455-6.1-2",
    "6455-6.1-3",
    "6455-6.1-4",
    "6455-6.1-6",
    "6455-6.2-1"
  })
  Stream<DynamicTest> lengths_are_encoded_in_as_few_bytes_as_they_can_be() throws IOException {
    return tests(Rfc6455FramingTest::lengths);
  }

  @TestFactory
  @Covers({
    "6455-5.4-1",
    "6455-5.4-2",
    "6455-5.4-4",
    "6455-5.4-5",
    "6455-5.4-6",
    "6455-5.4-7",
    "6455-5.4-11",
    "6455-6.2-3",
    "6455-6.2-4"
  })
  Stream<DynamicTest> messages_come_in_fragments() throws IOException {
    return tests(Rfc6455FramingTest::fragments);
  }

  @TestFactory
  @Covers({
    "6455-5.4-3",
    "6455-5.5-1",
    "6455-5.5-2",
    "6455-5.5.2-1",
    "6455-5.5.2-2",
    "6455-5.5.3-1",
    "6455-5.5.3-2",
    "6455-6.2-2"
  })
  Stream<DynamicTest> control_frames_are_short_and_whole() throws IOException {
    return tests(Rfc6455FramingTest::control);
  }

  @TestFactory
  @Covers({
    "6455-5.5.1-1",
    "6455-5.5.1-5",
    "6455-5.5.1-6",
    "6455-5.5.1-7",
    "6455-7.1.1-1",
    "6455-7.1.1-2",
    "6455-7.1.1-3",
    "6455-7.1.2-2",
    "6455-7.4.1-1",
    "6455-7.4.1-2",
    "6455-7.4.2-1",
    "6455-8.1-1"
  })
  Stream<DynamicTest> close_frames_get_one_in_response() throws IOException {
    return tests(Rfc6455FramingTest::closing);
  }

  @TestFactory
  @Covers({"6455-5.6-1", "6455-5.6-2", "6455-8.1-1"})
  Stream<DynamicTest> text_is_utf_8() throws IOException {
    return tests(Rfc6455FramingTest::utf8);
  }

  @TestFactory
  @Covers({"6455-7.4.1-4", "6455-10.4-1", "6455-10.4-2"})
  Stream<DynamicTest> frames_and_messages_have_limits() throws IOException {
    return tests(Rfc6455FramingTest::limits);
  }

  /// Each case in one piece, and byte by byte if that is not too long.
  private Stream<DynamicTest> tests(Consumer<List<Case>> section) throws IOException {
    serveEcho();
    var cases = new ArrayList<Case>();
    section.accept(cases);
    return cases.stream()
        .flatMap(
            one ->
                Stream.of(one.sent().length, 1)
                    .filter(piece -> one.sent().length / piece < 2_000)
                    .map(
                        piece ->
                            DynamicTest.dynamicTest(
                                one.name() + ", " + piece + " at a time", () -> run(one, piece))));
  }

  private void serveEcho() throws IOException {
    serve(
        new Echo(),
        options ->
            options.withLimits(new WebSocketLimits(FRAME_LIMIT, MESSAGE_LIMIT, MESSAGE_LIMIT)));
  }

  private void run(Case one, int piece) {
    try (WireClient client = connect()) {
      boolean closes = one.replies().getLast().startsWith("CLOSE");
      for (int i = 0; i < one.sent().length; i += piece) {
        byte[] part = Arrays.copyOfRange(one.sent(), i, Math.min(i + piece, one.sent().length));
        boolean sent = client.trySend(new String(part, StandardCharsets.ISO_8859_1));
        assertThat(sent || closes).isTrue();
      }
      for (String reply : one.replies()) {
        assertThat(Frames.read(client)).isEqualTo(reply);
      }
      if (!closes) {
        client.send(text("still there?"));
        assertThat(Frames.read(client)).isEqualTo("TEXT still there?");
        client.send(close(1000, ""));
        assertThat(Frames.read(client)).isEqualTo("CLOSE 1000");
      }
      client.expectClosed();
    }
  }
}
