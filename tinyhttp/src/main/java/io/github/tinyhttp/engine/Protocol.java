package io.github.tinyhttp.engine;

/// The protocol of a connection, as the engine sees it. All methods are called on the driver of the
/// connection's loop, one at a time, and return without waiting.
public interface Protocol {
  /// Bytes, or the client's end, can be read, and the loop holds the input.
  void readable(Driver driver);

  /// The socket takes bytes again, after [Connection#whenWritable()].
  void writable(Driver driver);

  /// The input has come back to the loop by [Connection#resumeOnLoop()]: the protocol has something
  /// to do without new bytes, such as parsing bytes that were read before.
  default void resumed(Driver driver) {
    readable(driver);
  }

  /// Bytes, or the client's end, can be read while another thread holds the input. An
  /// implementation that knows the holder is not reading may read here and keep the bytes.
  ///
  /// @return whether to call this again for further bytes; if not, the next call comes after the
  ///   input was back at the loop, or after [Connection#enableReadAhead()]
  default boolean readAhead(Driver driver) {
    return false;
  }

  /// The time of [Connection#deadline(long)] has passed. If the loop holds the input, all bytes
  /// that had come by `now` were read before.
  ///
  /// @param now the time at which that was found
  void expired(Driver driver, long now);

  /// The server is being shut down: finish what is begun, begin nothing new.
  void drain(Driver driver);

  /// Whether a message is partly written. If so, closing the connection resets it, so that the
  /// client does not take the part for the whole.
  default boolean isMidway() {
    return false;
  }

  /// The connection is closed. This is the last call.
  void closed();
}
