package io.github.tinyhttp.simulation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// A request with its number, and the response that it must get: no other request has the same
/// content.
///
/// @param framing how its body is sent; [Framing#NONE] if it has none
/// @param content of the response
record Exchange(
    String method, String path, Framing framing, byte[] body, int status, byte[] content) {
  /// How a body is sent.
  enum Framing {
    NONE,
    SIZED,
    SIZED_WHEN_ASKED,
    CHUNKED
  }

  private static final byte[] NOTHING = {};

  /// The content of the response to `number`, from which the number can be told.
  static byte[] content(int number, int length) {
    var content = new byte[length];
    new Random(number * 31L + length).nextBytes(content);
    return content;
  }

  /// What the server responds to a body: its length and checksum.
  static byte[] receipt(byte[] body) {
    var checksum = new CRC32();
    checksum.update(body);
    return (body.length + " " + checksum.getValue()).getBytes(StandardCharsets.US_ASCII);
  }

  /// A request that chance makes.
  ///
  /// @param threads whether it may be one that takes a thread of the server
  /// @param longest the most octets that a body has
  static Exchange random(Random random, int number, boolean threads, int longest) {
    int length = random.nextInt(5) == 0 ? random.nextInt(100_000) : random.nextInt(300);
    int size = Math.min(length, longest);
    return switch (random.nextInt(threads ? 8 : 5)) {
      case 0 -> plain("HEAD", "bytes", number, length);
      case 1 -> new Exchange("GET", "/fail", Framing.NONE, NOTHING, 418, NOTHING);
      case 2, 3 -> plain("GET", "bytes", number, length);
      case 4 -> post(Framing.SIZED, number, random.nextInt(2_000));
      case 5 -> plain("GET", random.nextBoolean() ? "stream" : "begin", number, length);
      case 6 -> post(Framing.SIZED_WHEN_ASKED, number, size);
      default -> post(Framing.CHUNKED, number, size);
    };
  }

  /// A request for content of unknown length.
  static Exchange streamed(Random random, int number) {
    return plain("GET", "stream", number, random.nextInt(2_000));
  }

  /// A request for so much content of unknown length.
  static Exchange streamed(int number, int length) {
    return plain("GET", "stream", number, length);
  }

  /// A request with so long a body.
  static Exchange uploaded(int number, int length) {
    return post(Framing.CHUNKED, number, length);
  }

  /// Some requests that chance makes, as in [#random].
  static List<Exchange> some(Random random, int client, boolean threads, int longest) {
    return IntStream.rangeClosed(0, random.nextInt(5))
        .mapToObj(i -> random(random, client * 10 + i, threads, longest))
        .toList();
  }

  private static Exchange plain(String method, String kind, int number, int length) {
    String path = "/" + kind + "/" + number + "/" + length;
    return new Exchange(method, path, Framing.NONE, NOTHING, 200, content(number, length));
  }

  private static Exchange post(Framing framing, int number, int length) {
    byte[] body = content(number, length);
    return new Exchange("POST", "/receipt/" + number, framing, body, 200, receipt(body));
  }

  /// Whether the response has no content, but its length.
  boolean isHead() {
    return method.equals("HEAD");
  }
}
