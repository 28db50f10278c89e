package io.github.tinyhttp.http2;

import io.github.tinyhttp.Limits;

/// How large a list of fields has become while it is decoded, as RFC 9113 §6.5.2 counts it: a few
/// octets of a block can stand for a large field, so the block says nothing of it. For the driver.
final class FieldListSize {
  private final Limits limits;
  private long octets;
  private int fields;

  FieldListSize(Limits limits) {
    this.limits = limits;
  }

  /// Begins a list.
  void clear() {
    octets = 0;
    fields = 0;
  }

  /// Counts a field.
  ///
  /// @return whether the list is larger than it may be
  boolean isExceededBy(HeaderField field) {
    octets += field.size();
    fields += field.isPseudo() ? 0 : 1;
    return octets > limits.head() || fields > limits.fields();
  }
}
