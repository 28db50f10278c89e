package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// The bytes of one connection on their way between a protocol and the socket, plain or encrypted.
/// No call waits for the peer; a thread that wants to wait asks the poller.
///
/// One thread at a time reads, and one writes; the two do not wait for each other.
public interface Transport {
  /// Reads the bytes that have arrived.
  ///
  /// @return the number of bytes; 0 if none have arrived, -1 after the peer's end
  /// @throws java.io.EOFException if the encryption lets a peer announce its end, and the socket
  ///   ended without that
  int read(ByteBuffer into) throws IOException;

  /// Reads like [#read(ByteBuffer)], for a protocol whose messages say how long they are. An end of
  /// the socket that the peer has not announced counts as a normal end, and this side stays open.
  default int readMessages(ByteBuffer into) throws IOException {
    return read(into);
  }

  /// What encrypts the bytes; null if they are moved as they are.
  default @Nullable TlsTransport tls() {
    return null;
  }

  /// Whether a read would return something that the poller does not know of, because it has left
  /// the socket already. For the reading thread.
  boolean hasInput();

  /// How many bytes of memory hold what has come and was not read. For any thread, for which it may
  /// be a moment old.
  default int heldInput() {
    return 0;
  }

  /// How many bytes of memory hold what was written and the socket has not taken. For any thread,
  /// for which it may be a moment old.
  default int heldOutput() {
    return 0;
  }

  /// Writes as much as the socket takes now.
  ///
  /// @return whether the operating system has all of these bytes and all that were written before.
  ///   If not, `from` may be empty all the same: the rest leaves with later calls
  boolean write(ByteBuffer from) throws IOException;

  /// Writes bytes of a file, as many as the socket takes now.
  ///
  /// @return how many the operating system has, maybe 0
  long write(FileChannel file, long position, long count) throws IOException;

  /// Whether bytes of the transport's own wait for the socket, such as TLS records that respond to
  /// the peer. They leave with [#flush()], or with the next write.
  boolean hasPendingControl();

  /// Writes what earlier calls have left, as much as the socket takes now.
  ///
  /// @return whether nothing is left
  boolean flush() throws IOException;

  /// Sends the end of this side's bytes. Reading goes on.
  void shutdownOutput() throws IOException;

  /// Marks the connection so that [#close()] resets it, and the peer does not take a part of a
  /// message for the whole.
  void abort();

  /// Closes the socket, after telling the peer where that is possible at once. For the thread that
  /// polls.
  void close() throws IOException;
}
