package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.content.BlockOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;

/// The content of one response on its way out, framed as the protocol has decided. The protocol
/// collects what is written, the head with it, until its buffer is full or [#flush()] is called.
/// For one thread, which may block.
public abstract class Outgoing extends BlockOutputStream {
  /// Moves bytes of a file to the client, from the position of the file on, and closes the file. If
  /// the protocol can do so without the calling thread, this returns before it is done.
  ///
  /// @throws IOException if the file ends before, or the client has gone
  public abstract void transferFrom(FileChannel file, long count) throws IOException;

  /// The content goes on until it is ended: it has to be told when the server shuts down, or when
  /// the client may have left.
  public abstract void begins(Body.EndlessWriter content);

  /// Such content is over.
  public abstract void ends(Body.EndlessWriter content);

  /// Whether any byte of the response, its head included, has left. Until then the response can
  /// still be replaced by another one.
  public abstract boolean hasSent();

  /// Whether content follows the head at all; not for a response to HEAD, or one such as 304.
  public abstract boolean hasContent();

  /// Sends the rest, and the end of the framing, trailer fields included.
  ///
  /// @throws IOException if the content is shorter than announced, or the client has gone
  public abstract void complete() throws IOException;

  /// Does what [#complete()] does, and tells the request that it is sent. The last call.
  public abstract void finish() throws IOException;

  /// The content broke off: tells the request that it is cut, and the client that it has not got
  /// the whole. The last call.
  public abstract void abort(Throwable cause);
}
