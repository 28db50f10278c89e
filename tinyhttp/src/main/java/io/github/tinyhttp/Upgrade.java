package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;

/// A connection that has switched to another protocol (RFC 9110 §7.8): bytes in both directions,
/// until it is closed. The two directions are independent: one thread may read while another one
/// writes.
///
/// An application may use one thread for each connection, which blocks on [#input()]. Or it uses
/// none while no bytes come: [#tryRead(ByteBuffer)] takes what has come, and
/// [#whenReadable(Runnable)] calls back when more comes. A connection that waits in this way costs
/// no thread and no buffer.
///
/// The deadlines of HTTP no longer apply. The protocol sets its own, by [#readTimeout(Duration)],
/// [#writeTimeout(Duration)] and [#closeAfter(Duration)]. If a handler throws after it has called
/// [Request#upgrade(String, Response)], the connection is cut, so that the client does not take
/// what it got for the whole.
///
/// The connection counts as an open connection of the [Server], but not as a request in flight. A
/// server that shuts down runs the task of [#onShutdown(Runnable)], waits until the connection is
/// closed, and closes it when the grace is over.
public interface Upgrade extends AutoCloseable {
  /// The protocol, as the client named it.
  String protocol();

  /// What the client sends, from the first byte after its request. A read blocks until bytes come,
  /// and returns -1 when the client has shut down its side. It throws
  /// [java.net.SocketTimeoutException] after [#readTimeout(Duration)], and may then be repeated,
  /// and [java.nio.channels.ClosedChannelException] once the connection is closed, also by another
  /// thread while the read waits. Closing this stream closes nothing.
  InputStream input();

  /// What goes to the client. Every write leaves at once, and blocks while the client is slow. It
  /// throws [java.net.SocketTimeoutException] after [#writeTimeout(Duration)]; it is then unknown
  /// how much was sent, so the connection is best closed. It throws
  /// [java.nio.channels.ClosedChannelException] as [#input()] does. Closing this stream is
  /// [#shutdownOutput()].
  OutputStream output();

  /// Both directions as one channel, which blocks as [#input()] and [#output()] do. Closing the
  /// channel is [#close()].
  ByteChannel channel();

  /// Reads what has come, without waiting.
  ///
  /// @return how many bytes, 0 if none have come, -1 when the client has shut down its side
  /// @throws IllegalStateException while [#whenReadable(Runnable)] waits
  int tryRead(ByteBuffer into) throws IOException;

  /// Runs `task` once, on another thread, as soon as reading makes sense: bytes have come, the
  /// client has shut down its side, or the connection is broken or closed. The task also runs after
  /// [#readTimeout(Duration)], and [#tryRead(ByteBuffer)] then finds no bytes. Until the task runs,
  /// no thread may read.
  ///
  /// @throws IllegalStateException if a task waits already
  void whenReadable(Runnable task);

  /// Sets how long a read, or [#whenReadable(Runnable)], waits for the client, from the next wait
  /// on. Zero, the default, is for ever. [#whenReadable(Runnable)] notices the end of the time
  /// within a quarter of a second.
  void readTimeout(Duration time);

  /// Sets how long a write waits for the client to take a single byte, from the next wait on. Zero,
  /// the default, is for ever.
  void writeTimeout(Duration time);

  /// Closes the connection when `time` is over, even if threads still read or write. A later call
  /// replaces the time. This bounds how long a protocol may take to say goodbye.
  void closeAfter(Duration time);

  /// Runs `task` once, on another thread, when the server begins to shut down, or at once if it
  /// does already. The task says goodbye and closes the connection. A later call replaces the task.
  void onShutdown(Runnable task);

  /// Ends what goes to the client: the client reads what was written, then the end, and may still
  /// send. Closing a connection with bytes unread resets it, and the reset may overtake what was
  /// written. To avoid that, shut down the output, read to the end, and close then.
  void shutdownOutput() throws IOException;

  /// Whether the connection is open, as far as the server knows.
  boolean isOpen();

  /// Closes both directions of the connection, and wakes the threads that read or write. Closing
  /// twice is the same as once.
  @Override
  void close() throws IOException;
}
