package io.github.tinyhttp;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/// Content that can be read from any offset on, and so can be sent in ranges: to a client that
/// seeks in a video, or goes on with a broken download. See [Response#source(SeekableContent)].
///
/// Several threads use it at the same time, if several requests get the response.
public interface SeekableContent {
  /// The length in bytes. The library asks for it once for each request.
  ///
  /// @throws IOException if the length cannot be found; the client gets a 500
  long length() throws IOException;

  /// Opens the content at byte `offset`, from 0 up to the length. The library reads the channel on
  /// one thread, and closes it. It sends the bytes of a [java.nio.channels.FileChannel], from its
  /// position on, without a copy in the heap. A read at the end of the content gives -1; if that
  /// comes before the length, the connection is cut.
  ///
  /// ```java
  /// public ReadableByteChannel open(long offset) throws IOException {
  ///   return Channels.newChannel(store.read(key, offset));
  /// }
  /// ```
  ///
  /// The library calls this when it sends the response, once for each range that a client has asked
  /// for. So an implementation should not read what is before the offset.
  ///
  /// @throws IOException if the content cannot be read; the client gets a 500
  ReadableByteChannel open(long offset) throws IOException;
}
