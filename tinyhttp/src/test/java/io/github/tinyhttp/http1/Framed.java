package io.github.tinyhttp.http1;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import java.util.Optional;
import java.util.OptionalLong;

/// A response to a request, for the tests of what goes out before the content.
///
/// @param length how many octets of content there are, if that is known
/// @param closing whether the connection is to be closed, whatever request and response say
record Framed(Head head, Response response, OptionalLong length, boolean closing) {
  /// The response to a request of some lines, with content of a length that is not known.
  static Framed to(String lines, Response response) {
    byte[] octets = Pieces.octets(lines + "\r\n\r\n");
    try {
      Head head = HeadParser.parse(octets, 0, octets.length, 10, false);
      return new Framed(head, response, OptionalLong.empty(), false);
    } catch (PeerFault fault) {
      throw new IllegalArgumentException(lines, fault);
    }
  }

  Framed ofLength(long known) {
    return new Framed(head, response, OptionalLong.of(known), closing);
  }

  Framed andClosed() {
    return new Framed(head, response, length, true);
  }

  ResponseFraming framing() {
    var known = length.isPresent() ? ResponseFraming.Length.KNOWN : ResponseFraming.Length.UNKNOWN;
    return ResponseFraming.of(head, response, known, closing);
  }

  /// The head as it goes out.
  ///
  /// @param server the value of `Server`
  String written(Optional<String> server) {
    var batch = new WriteBatch(16);
    new HeadWriter(server).write(batch, head, response, framing(), length.orElse(0), 0);
    byte[] octets = batch.take();
    return Pieces.text(octets, 0, octets.length);
  }

  @Override
  public String toString() {
    byte[] octets = head.bytes();
    return Pieces.text(octets, 0, octets.length).strip().replace("\r\n", ", ")
        + " / "
        + response
        + (response.closesConnection() ? " closing" : "")
        + (closing ? " closed, " : ", ")
        + length;
  }
}
