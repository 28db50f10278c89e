package io.github.tinyhttp.transcript;

import io.github.tinyhttp.wire.InputBuffer;

/// Takes the bytes of one direction apart, and writes a line for each thing that has come whole. It
/// checks nothing: what is malformed is for the protocol to refuse.
interface Parser {
  /// Takes the next thing out of the bytes, or gives its place in the direction to another parser.
  ///
  /// @return whether it did; if not, it needs more bytes
  boolean take(InputBuffer bytes);

  /// The direction has come to its end, perhaps within something: writes a line about that.
  ///
  /// @param bytes those that were not taken
  void cut(InputBuffer bytes);

  /// Whether the bytes mean anything to a reader of the transcript. Encrypted ones do not.
  default boolean isLegible() {
    return true;
  }
}
