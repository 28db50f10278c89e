package io.github.tinyhttp.http2;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.exchange.LibraryResponses;

/// What a client gets for a tunnel that the application does not open. Where `Upgrade` is ignored
/// in HTTP/1.1 the response is that to any GET, but here 2xx would open the tunnel (RFC 9110
/// §9.3.6). And 426 has to name protocols in `Upgrade` (RFC 9110 §15.5.22), which HTTP/2 does not
/// have.
final class TunnelRefusal {
  private static final int UPGRADE_REQUIRED = 426;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int BAD_REQUEST = 400;

  private static final Response NOT_SPOKEN =
      LibraryResponses.of(NOT_IMPLEMENTED, "that protocol is not spoken here");

  private TunnelRefusal() {}

  /// The response that is sent in place of one of the application's; mostly that one itself.
  static Response of(Http2Head head, Response given) {
    int status = given.status().code();
    if (head.isTunnel() && status / 100 == 2) {
      return NOT_SPOKEN;
    }
    if (status == UPGRADE_REQUIRED) {
      return given.withStatus(head.isTunnel() ? NOT_IMPLEMENTED : BAD_REQUEST);
    }
    return given;
  }
}
