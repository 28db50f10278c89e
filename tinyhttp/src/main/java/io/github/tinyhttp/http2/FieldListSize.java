package io.github.tinyhttp.http2;

import io.github.tinyhttp.Limits;

/// How large a list of fields has become while it is decoded, as RFC 9113 §6.5.2 counts it: a few
/// octets of a block can stand for a large field, so the block says nothing of it. Fields are
/// counted as HTTP/1.1 would have them: `:authority` is `host`, and the crumbs of `cookie` are one
/// (RFC 9113 §8.2.3), as browsers make one of each cookie. For the driver.
final class FieldListSize {
  private final Limits limits;
  private long octets;
  private int fields;
  private boolean cookie;
  private boolean host;

  FieldListSize(Limits limits) {
    this.limits = limits;
  }

  /// Begins a list.
  void clear() {
    octets = 0;
    fields = 0;
    cookie = false;
    host = false;
  }

  /// Counts a field.
  ///
  /// @return whether the list is larger than it may be
  boolean isExceededBy(HeaderField field) {
    octets += field.size();
    fields += isOneMore(field) ? 1 : 0;
    return octets > limits.head() || fields > limits.fields();
  }

  /// Whether it is a field that was not counted.
  private boolean isOneMore(HeaderField field) {
    return switch (field.kind()) {
      case COOKIE -> {
        boolean first = !cookie;
        cookie = true;
        yield first;
      }
      case HOST, AUTHORITY -> {
        boolean first = !host;
        host = true;
        yield first;
      }
      default -> !field.isPseudo();
    };
  }
}
