package io.github.tinyhttp.http1;

import io.github.tinyhttp.wire.InputBuffer;
import java.nio.charset.StandardCharsets;

/// Heads of requests that clients send, for the benchmarks.
public enum Heads {
  /// The head that `curl` sends: 3 fields.
  CURL(
      """
      GET /articles/2026/11?page=3 HTTP/1.1
      Host: www.example.org:8080
      User-Agent: curl/8.5.0
      Accept: */*

      """),

  /// The head that a browser sends for a page: 12 fields, some 600 bytes.
  BROWSER(
      """
      GET /articles/2026/11?page=3 HTTP/1.1
      Host: www.example.org
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
      Accept-Language: en-GB,en;q=0.7,de;q=0.3
      Accept-Encoding: gzip, deflate, br, zstd
      Referer: https://www.example.org/articles/2026/10?page=12
      Connection: keep-alive
      Cookie: session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; seen=17
      Upgrade-Insecure-Requests: 1
      Sec-Fetch-Mode: navigate
      If-Modified-Since: Sun, 01 Nov 2026 10:20:30 GMT
      Priority: u=0, i

      """),

  /// A head with the fields of two proxies and a tracing library: 40 fields.
  PROXIED("GET / HTTP/1.1\nHost: www.example.org\n" + numbered(39) + "\n");

  private final byte[] bytes;

  Heads(String text) {
    bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String numbered(int count) {
    var lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("X-Forwarded-Detail-%02d: 4bf92f3577b34da6a3ce929d0e0e4736\n".formatted(i));
    }
    return lines.toString();
  }

  /// The bytes of the head, including the empty line. The array is shared and must not be changed.
  public byte[] bytes() {
    return bytes;
  }

  /// Creates a buffer with this head alone.
  InputBuffer input() {
    var input = new InputBuffer(0);
    input.bytes = bytes;
    input.end = bytes.length;
    return input;
  }

  /// Parses the head.
  Head parsed() {
    try {
      return HeadParser.parse(bytes, 0, bytes.length, 200, false);
    } catch (PeerFault e) {
      throw new IllegalStateException(e);
    }
  }
}
