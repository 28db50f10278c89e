package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// Streams content, and sends its checksum afterwards in a trailer field: `curl -i -H 'TE:
/// trailers' localhost:8000`. A client that does not ask for trailers gets none.
final class Checksum {
  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), _ -> numbers());
    IO.println("listening on " + server.uri());
  }

  private static Response numbers() throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256");
    return Response.stream(out -> writeNumbers(new DigestOutputStream(out, digest)))
        .withHeader("Content-Type", "text/plain")
        .withTrailers(List.of("Checksum"), () -> Headers.of("Checksum", hex(digest)));
  }

  private static void writeNumbers(OutputStream out) throws IOException {
    for (int i = 1; i <= 1000; i++) {
      out.write((i + "\n").getBytes());
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
