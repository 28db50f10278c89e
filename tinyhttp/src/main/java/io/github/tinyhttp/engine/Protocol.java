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
  void resumed(Driver driver);

  /// The deadline has passed.
  ///
  /// @param watched whether the loop holds the input
  void expired(Driver driver, boolean watched);

  /// The server is being shut down: finish what is begun, begin nothing new.
  void drain(Driver driver);

  /// The connection is closed. The last call.
  void closed();
}
