package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.RequestHead;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The head of a request that came over no connection. It is read by the rules of the wire, and
/// tells how HTTP/1.1 frames a response to it: for requests that are made by hand, to test handlers
/// without a socket.
public final class DetachedHead {
  private final Head head;

  private DetachedHead(Head head) {
    this.head = head;
  }

  /// Reads a whole head.
  ///
  /// @param bytes from the method to the blank line
  /// @param secure whether the request counts as one that came over TLS
  /// @throws IllegalArgumentException if a server with these limits refuses the head
  public static DetachedHead read(byte[] bytes, Limits limits, boolean secure) {
    var input = new InputBuffer(0);
    input.append(ByteBuffer.wrap(bytes));
    try {
      int length = new HeadReader(limits, secure).read(input);
      if (length != bytes.length) {
        throw new IllegalArgumentException("not one head: " + bytes.length + " bytes");
      }
      Head head = HeadParser.parse(input.bytes, input.start, length, limits.fields(), secure);
      if (head.isHostless()) {
        throw new PeerFault(Rule.HOST_EMPTY);
      }
      if (head.expectation() == Head.Expectation.UNKNOWN) {
        throw new PeerFault(Rule.EXPECTATION);
      }
      return new DetachedHead(head);
    } catch (PeerFault fault) {
      throw new IllegalArgumentException(
          "a server refuses this request: %s, %s".formatted(fault.rule().message(), fault.rule()));
    }
  }

  /// The head as the application sees it.
  public RequestHead request() {
    return head;
  }

  /// Whether the request is about the server as a whole: `OPTIONS *`.
  public boolean isServerWide() {
    return head.isServerWide();
  }

  /// The protocol as the client spelled it in `Upgrade`; empty if the client does not offer it.
  public Optional<String> offered(String protocol) {
    return Http1Switch.offered(head, protocol);
  }

  /// Frames a response to this request.
  ///
  /// @param length of its content in bytes; empty if it is not known
  /// @param serverName the value of `Server`; empty if it is not sent
  public ResponseHead frame(Response response, OptionalLong length, Optional<String> serverName) {
    var known = length.isPresent() ? ResponseFraming.Length.KNOWN : ResponseFraming.Length.UNKNOWN;
    ResponseFraming framing = ResponseFraming.of(head, response, known, false);
    var batch = new WriteBatch(512);
    new HeadWriter(serverName).write(batch, head, response, framing, length.orElse(0), Clock.now());
    return new ResponseHead(
        fields(new String(batch.take(), StandardCharsets.ISO_8859_1)),
        switch (framing.framing()) {
          case LENGTH -> length;
          case EMPTY -> OptionalLong.of(0);
          case NONE, CHUNKED, UNTIL_CLOSE -> OptionalLong.empty();
        },
        framing.content(),
        framing.trailers());
  }

  private static Headers fields(String head) {
    List<String> lines = head.strip().lines().skip(1).toList();
    var pairs = new ArrayList<String>(2 * lines.size());
    for (String line : lines) {
      int colon = line.indexOf(':');
      pairs.add(line.substring(0, colon));
      pairs.add(line.substring(colon + 1).strip());
    }
    return Headers.of(pairs.toArray(String[]::new));
  }

  /// The head of a response as it is sent.
  ///
  /// @param fields all fields, those of the library's included
  /// @param length the announced length of the content in bytes; empty if none is announced
  /// @param content whether content follows
  /// @param trailers whether trailer fields follow the content
  public record ResponseHead(
      Headers fields, OptionalLong length, boolean content, boolean trailers) {}
}
