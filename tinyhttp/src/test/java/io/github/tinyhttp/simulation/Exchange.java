package io.github.tinyhttp.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/// A request with its number, and the response that it must get: no other request has the same
/// content.
///
/// @param request its bytes
/// @param status of the response
/// @param content of the response
/// @param isHead whether the response has no content, but its length
record Exchange(byte[] request, int status, byte[] content, boolean isHead) {
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
  static Exchange random(Random random, int number, boolean threads) {
    int length = random.nextInt(5) == 0 ? random.nextInt(100_000) : random.nextInt(300);
    return switch (random.nextInt(threads ? 9 : 5)) {
      case 0 -> plain("HEAD", "/bytes", number, length, 200);
      case 1 -> plain("GET", "/fail", number, 0, 418);
      case 2, 3 -> plain("GET", "/bytes", number, length, 200);
      case 4 -> sized(random, number, random.nextInt(2_000), "");
      case 5 -> plain("GET", "/stream", number, length, 200);
      case 6 -> sized(random, number, length, "Expect: 100-continue\r\n");
      default -> chunked(random, number, length);
    };
  }

  private static Exchange plain(String method, String path, int number, int length, int status) {
    String head =
        method + " " + path + "/" + number + "/" + length + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return new Exchange(
        head.getBytes(StandardCharsets.US_ASCII),
        status,
        content(number, length),
        method.equals("HEAD"));
  }

  private static Exchange sized(Random random, int number, int length, String field) {
    byte[] body = content(number, length);
    String head =
        "POST /receipt/" + number + " HTTP/1.1\r\nHost: localhost\r\n" + field + "Content-Length: ";
    return new Exchange(concat(ascii(head + length + "\r\n\r\n"), body), 200, receipt(body), false);
  }

  private static Exchange chunked(Random random, int number, int length) {
    byte[] body = content(number, length);
    String head = "POST /receipt/" + number + " HTTP/1.1\r\nHost: localhost\r\n";
    byte[] request = ascii(head + "Transfer-Encoding: chunked\r\n\r\n");
    int sent = 0;
    while (sent < length) {
      int size = Math.min(length - sent, 1 + random.nextInt(random.nextBoolean() ? 20 : 20_000));
      request = concat(request, ascii(Integer.toHexString(size) + "\r\n"));
      request = concat(request, Arrays.copyOfRange(body, sent, sent + size));
      request = concat(request, ascii("\r\n"));
      sent += size;
    }
    return new Exchange(concat(request, ascii("0\r\n\r\n")), 200, receipt(body), false);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
