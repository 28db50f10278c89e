package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;

/// A connection that speaks another protocol now, RFC 9110 §7.8: bytes in both directions, until it
/// is closed. The two directions are independent: one thread may read while another one writes.
///
/// A protocol can be spoken with a thread for each connection, by blocking on [#input()], or with
/// none while nothing comes: [#tryRead(ByteBuffer)] takes what is there, and
/// [#whenReadable(Runnable)] calls back when there is more. A connection that waits in this way
/// costs no thread and no buffer.
///
/// The deadlines of HTTP no longer apply; the protocol sets its own: [#readTimeout(Duration)],
/// [#writeTimeout(Duration)], [#closeAfter(Duration)]. A handler that throws after it has made one
/// of these cuts it, so that the client does not take what it got for the whole.
///
/// It counts as an open connection of the [Server], but not as a request in flight. A server that
/// is shut down tells through [#onShutdown(Runnable)], waits until the connection is closed, and
/// closes it when the grace is over.
public interface Upgrade extends AutoCloseable {
  /// The protocol, as the client named it.
  String protocol();

  /// What the client sends, from the first byte after its request. A read blocks until there is
  /// something, and returns -1 when the client has shut down its side. It throws
  /// [java.net.SocketTimeoutException] after [#readTimeout(Duration)], after which one may read
  /// again, and [java.nio.channels.ClosedChannelException] once the connection is closed, also by
  /// another thread while it waits. Closing this stream closes nothing.
  InputStream input();

  /// What goes to the client. Every write leaves at once and blocks while the client is slow. It
  /// throws [java.net.SocketTimeoutException] after [#writeTimeout(Duration)], when nobody knows
  /// how much was sent, so that the connection is best closed, and
  /// [java.nio.channels.ClosedChannelException] as [#input()]. Closing this stream is
  /// [#shutdownOutput()].
  OutputStream output();

  /// Both directions as one channel, which blocks as [#input()] and [#output()] do. Closing it is
  /// [#close()].
  ByteChannel channel();

  /// Reads what there is, and waits for nothing.
  ///
  /// @return how many bytes, 0 for nothing now, -1 when the client has shut down its side
  /// @throws IllegalStateException while [#whenReadable(Runnable)] waits
  int tryRead(ByteBuffer into) throws IOException;

  /// Runs `task` once, on a new virtual thread, as soon as reading makes sense: there are bytes, or
  /// the client has shut down its side, or the connection is broken or closed. It is also run after
  /// [#readTimeout(Duration)]: then [#tryRead(ByteBuffer)] finds nothing. Until it runs, nobody may
  /// read.
  ///
  /// @throws IllegalStateException if a task waits already
  void whenReadable(Runnable task);

  /// How long to wait for the client in a read that blocks, or in [#whenReadable(Runnable)], from
  /// the next one on. Zero, the default, is for ever. [#whenReadable(Runnable)] notices it within a
  /// quarter of a second.
  void readTimeout(Duration time);

  /// How long a write may wait for the client to take a single byte; from the next wait on. Zero,
  /// the default, is for ever.
  void writeTimeout(Duration time);

  /// Closes the connection when `time` is over, whatever goes on then; asked again, the last time
  /// counts. For a farewell that must end.
  void closeAfter(Duration time);

  /// Runs `task` once, on a new virtual thread, when the server begins to shut down, or at once if
  /// it does already: for saying goodbye, and closing. The last task given counts.
  void onShutdown(Runnable task);

  /// Sends the end of our side: the client reads what was written, then the end, and may still
  /// send. Closing with bytes unread is a reset, which may overtake what was written: who cares
  /// shuts down the output, reads to the end and closes then.
  void shutdownOutput() throws IOException;

  /// Whether the connection is open, as far as is known here.
  boolean isOpen();

  /// Closes the connection, both directions, and wakes whoever reads or writes. Closing twice is
  /// the same as once.
  @Override
  void close() throws IOException;
}
