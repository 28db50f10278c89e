package io.github.tinyhttp;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/// Content that can be read from any place on, and so can be sent in part: what a client needs that
/// seeks in a video or goes on with a broken download. See [Response#source(SeekableContent)].
///
/// Used by several threads at the same time, if the response is.
public interface SeekableContent {
  /// How many bytes there are. Asked once for each response.
  ///
  /// @throws IOException if that cannot be found out; the client gets a 500
  long length() throws IOException;

  /// Opens the content at byte `offset`, from 0 up to the length. The library reads on one thread
  /// and closes the channel. What a [java.nio.channels.FileChannel] has from its position on is
  /// sent without being copied through the heap. At the end of the content a read gives -1; if that
  /// comes early the connection is cut.
  ///
  /// ```java
  /// public ReadableByteChannel open(long offset) throws IOException {
  ///   return Channels.newChannel(store.read(key, offset));
  /// }
  /// ```
  ///
  /// Called when the response is sent, once for each part a client has asked for. So it should not
  /// have to read what is before the offset.
  ///
  /// @throws IOException if the content cannot be read; the client gets a 500
  ReadableByteChannel open(long offset) throws IOException;
}
