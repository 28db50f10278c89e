package io.github.tinyhttp.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Transcript;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Bytes in any pieces, and bytes that mean nothing.
class LayerTest {
  private static final int ROUNDS = 1500;

  /// One piece of bytes that goes one way.
  private record Move(Way way, byte[] bytes) {}

  private static Move in(String text) {
    return new Move(Way.IN, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Move out(String text) {
    return new Move(Way.OUT, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Move hex(Way way, String digits) {
    return new Move(way, HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  /// An exchange of HTTP/1.1 that ends in a WebSocket.
  private static final List<Move> WEB_SOCKET =
      List.of(
          in("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
          in("3\r\nabc\r\n0\r\nX: y\r\n\r\n"),
          out("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"),
          in("GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"),
          out("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\n\r\n"),
          hex(Way.IN, "81 85 37fa213d 7f9f4d5158"),
          hex(Way.OUT, "81 05 48656c6c6f"),
          hex(Way.IN, "88 82 00000000 03e8"),
          hex(Way.OUT, "82 7e 0100" + "00".repeat(256)),
          hex(Way.OUT, "88 02 03e8"));

  /// A request of HTTP/2 with frames of all kinds around it.
  private static final List<Move> HTTP_2 =
      List.of(
          in("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
          hex(Way.IN, "000006 04 00 00000000 0004 0000ffff"),
          hex(Way.OUT, "000000 04 01 00000000"),
          hex(Way.IN, "000003 01 05 00000001 828684"),
          hex(Way.OUT, "000001 01 04 00000001 88"),
          hex(Way.OUT, "000004 00 09 00000001 01 6161 00"),
          hex(Way.IN, "000004 08 00 00000000 00000001"),
          hex(Way.IN, "000008 06 00 00000000 0102030405060708"),
          hex(Way.IN, "000006 10 00 00000000 00000001 753d"),
          hex(Way.IN, "000004 03 00 00000003 00000008"),
          hex(Way.OUT, "000009 07 00 00000000 00000001 00000000 62"));

  private static final List<Move> TLS =
      List.of(
          hex(Way.IN, "16 0301 0004 01000000"),
          hex(Way.OUT, "15 0303 0002 0228"),
          hex(Way.IN, "17 0303 0003 000102"));

  private static final List<Move> PROXY =
      List.of(
          in("PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n"),
          in("GET /?a HTTP/1.0\r\n\r\n"),
          out("HTTP/1.1 200 OK\r\n\r\nabc"));

  private static List<String> linesOf(List<Move> moves, boolean proxied) {
    var lines = new CopyOnWriteArrayList<String>();
    var queue = new LineQueue(lines::add, 100 << 20);
    var layer =
        new Layer(new Lines(Transcript.to(_ -> {}).withFields(), queue, "conn=1"), 10_000, proxied);
    for (Move move : moves) {
      layer.moved(move.way(), ByteBuffer.wrap(move.bytes()).position(move.bytes().length), 0);
    }
    layer.close("closed");
    queue.start();
    queue.close(TimeUnit.SECONDS.toNanos(20));
    return lines;
  }

  @Test
  void what_is_one_thing_has_one_line_in_whatever_pieces_it_comes() {
    for (List<Move> moves : List.of(WEB_SOCKET, HTTP_2, TLS, PROXY)) {
      boolean proxied = moves == PROXY;
      List<Move> bytes = new ArrayList<>();
      for (Move move : moves) {
        for (byte one : move.bytes()) {
          bytes.add(new Move(move.way(), new byte[] {one}));
        }
      }
      assertThat(withoutPieces(linesOf(bytes, proxied)))
          .isEqualTo(withoutPieces(linesOf(moves, proxied)));
    }
  }

  private static List<String> withoutPieces(List<String> lines) {
    return lines.stream().filter(line -> !line.matches(".* (chunk|content) [0-9]+B")).toList();
  }

  @Test
  void a_websocket_behind_requests() {
    assertThat(linesOf(WEB_SOCKET, false))
        .contains(
            "conn=1 req=2 >> head 101 56B",
            "conn=1 ws << text FIN|MASK 5B",
            "conn=1 ws >> text FIN 5B",
            "conn=1 ws << close FIN|MASK 2B 1000",
            "conn=1 ws >> binary FIN 256B",
            "conn=1 ws >> close FIN 2B 1000");
  }

  /// What a fuzzer would find first; the seed is fixed.
  @Test
  void bytes_that_mean_nothing_break_no_parser() {
    var random = new Random(12);
    List<List<Move>> seeds = List.of(WEB_SOCKET, HTTP_2, TLS, PROXY);
    for (int round = 0; round < ROUNDS; round++) {
      List<Move> seed = seeds.get(random.nextInt(seeds.size()));
      List<Move> moves = seed.stream().map(move -> changed(move, random)).toList();
      assertThat(linesOf(moves, seed == PROXY))
          .as(() -> describe(moves))
          .allMatch(GrammarTest::isLine);
    }
  }

  private static Move changed(Move move, Random random) {
    if (random.nextInt(3) > 0) {
      return move;
    }
    var changed = new ByteArrayOutputStream();
    for (byte one : move.bytes()) {
      switch (random.nextInt(20)) {
        case 0 -> changed.write(random.nextInt(256));
        case 1 -> {}
        case 2 -> changed.writeBytes(new byte[] {one, one});
        default -> changed.write(one);
      }
    }
    return new Move(move.way(), changed.toByteArray());
  }

  private static String describe(List<Move> moves) {
    var text = new StringBuilder();
    moves.forEach(
        move -> text.append(move.way()).append(' ').append(HexFormat.of().formatHex(move.bytes())));
    return text.toString();
  }
}
