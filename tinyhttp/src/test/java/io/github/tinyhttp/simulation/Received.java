package io.github.tinyhttp.simulation;

import java.util.Optional;

/// What a client has received, read as strictly as can be, and compared with what it must get.
interface Received {
  /// Takes bytes.
  ///
  /// @return what a client has to say to them at once
  /// @throws IllegalStateException if they are not what must come
  byte[] take(byte[] bytes);

  /// The server has ended the connection, not with a reset.
  ///
  /// @throws IllegalStateException if what has come looks whole, and is not
  default void ended() {}

  /// How many of the responses tell that the server has failed (5xx), and that it goes on.
  default int failures() {
    return 0;
  }

  /// How many responses are whole.
  int complete();

  /// Whether a part of a response has come.
  boolean hasPart();

  /// The status of a response that refuses a request.
  Optional<Integer> refusal();

  /// Throws unless the condition holds.
  static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
