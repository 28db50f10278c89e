package io.github.tinyhttp.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// The bytes of one connection on their way between a protocol and the socket, as they are or
/// encrypted. No call waits for the peer; whoever wants to wait does it at the selector.
///
/// One thread at a time reads, and one writes; the two do not wait for each other.
public interface Transport {
  /// Reads what there is: the count, 0 for nothing now, -1 for the end, which the peer has said
  /// itself where it can.
  int read(ByteBuffer into) throws IOException;

  /// Reads like [#read(ByteBuffer)], for a protocol that knows by itself whether what it got is
  /// whole: to it an end is an end, whoever has said it, and our side stays open.
  default int readMessages(ByteBuffer into) throws IOException {
    return read(into);
  }

  /// Whether there is something to read that the selector knows nothing of, because it has left the
  /// socket already. For whoever reads.
  boolean hasInput();

  /// Writes as much as the socket takes now.
  ///
  /// @return whether all of it is with the operating system, and all that was written before. If
  ///   not, `from` may be empty all the same: the rest leaves with later calls
  boolean write(ByteBuffer from) throws IOException;

  /// Writes bytes of a file, as many as are taken now.
  ///
  /// @return how many are with the operating system, maybe 0
  long write(FileChannel file, long position, long count) throws IOException;

  /// Whether bytes wait for the socket that nobody has written: what the transport says itself.
  /// They leave with [#flush()], or with the next write.
  boolean owes();

  /// Writes what was left by earlier calls, as much as the socket takes now.
  ///
  /// @return whether nothing is left
  boolean flush() throws IOException;

  /// Sends the end of our side. Reading goes on.
  void shutdownOutput() throws IOException;

  /// Gives the peer to understand, once it is closed, that it has not got the whole.
  void abort();

  /// Closes the socket, and says so before where that is possible at once. From the thread of the
  /// selector.
  void close() throws IOException;
}
