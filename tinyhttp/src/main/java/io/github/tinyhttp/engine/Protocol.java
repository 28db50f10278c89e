package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;

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

  /// The server is being shut down: finish what is begun, and begin nothing new but what the client
  /// may have sent before it could know.
  ///
  /// @param until how long a client that has begun nothing may still begin something
  void drain(Driver driver, long until);

  /// Since when the connection waits for a client that has begun nothing, or that has had its last
  /// response and says nothing; [Clock#NEVER] if it is busy. While the loop holds the input, a
  /// connection that is idle may be closed to make room.
  default long idleSince() {
    return Clock.NEVER;
  }

  /// The connection, which is idle, will be closed to make room for another one. An implementation
  /// may tell the client.
  default void giveWay(Driver driver) {}

  /// Whether a message is partly written. If so, closing the connection resets it, so that the
  /// client does not take the part for the whole.
  default boolean isMidway() {
    return false;
  }

  /// Adds the memory that is held for the client beyond what each connection takes: for what has
  /// come and is not handled, and for what is to be sent. For the driver, also while another thread
  /// has the input or writes.
  default void tally(MemoryTally tally) {}

  /// What is spoken, for logs and events.
  String name();

  /// The connection is closed. This is the last call.
  void closed();
}
