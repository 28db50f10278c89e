package io.github.tinyhttp.engine;

/// What a connection speaks, as the engine sees it. All methods are called on the driver of the
/// connection's loop, one at a time, and return without waiting for anybody.
public interface Protocol {
  /// There are bytes to read, or the end of them, and the loop holds the input.
  void readable(Driver driver);

  /// The socket takes bytes again, after [Connection#whenWritable()].
  void writable(Driver driver);

  /// The input came back to the loop ([Connection#release(boolean)]), with bytes still to be
  /// understood.
  default void resumed(Driver driver) {
    readable(driver);
  }

  /// There are bytes to read, or the end of them, and somebody else holds the input. Whoever knows
  /// that the holder does not read now, may do it, and keep what comes.
  ///
  /// @return whether to be told again; if not, nothing is told before the input comes back, or
  ///   [Connection#lookAhead()]
  default boolean readAhead(Driver driver) {
    return false;
  }

  /// The deadline has passed.
  ///
  /// @param watched whether the loop holds the input
  void expired(Driver driver, boolean watched);

  /// The server is being shut down: finish what is begun, begin nothing new.
  void drain(Driver driver);

  /// Whether an answer has begun to leave, and is not all written. A connection that is closed
  /// then, ends with a reset, so that nobody takes a part for the whole.
  default boolean isMidway() {
    return false;
  }

  /// The connection is closed. The last call.
  void closed();
}
