package io.github.tinyhttp.http2;

import io.github.tinyhttp.Limits;

/// How large a list of fields has become while it is decoded, as RFC 9113 §6.5.2 counts it: a few
/// octets of a block can stand for a large field, so the block says nothing of it. The crumbs of
/// `cookie` are one field (RFC 9113 §8.2.3): browsers make one of each cookie. For the driver.
final class FieldListSize {
  private final Limits limits;
  private long octets;
  private int fields;
  private boolean crumbs;

  FieldListSize(Limits limits) {
    this.limits = limits;
  }

  /// Begins a list.
  void clear() {
    octets = 0;
    fields = 0;
    crumbs = false;
  }

  /// Counts a field.
  ///
  /// @return whether the list is larger than it may be
  boolean isExceededBy(HeaderField field) {
    octets += field.size();
    fields += field.isPseudo() || isCrumb(field) ? 0 : 1;
    return octets > limits.head() || fields > limits.fields();
  }

  /// Whether it belongs to a field that was counted.
  private boolean isCrumb(HeaderField field) {
    if (field.kind() != HeaderField.Kind.COOKIE) {
      return false;
    }
    boolean counted = crumbs;
    crumbs = true;
    return counted;
  }
}
