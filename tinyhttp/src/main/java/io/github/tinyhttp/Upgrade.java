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
/// none while no bytes come: [#receive(Receiver)] has the library call a [Receiver] with all bytes
/// that have arrived. A connection that waits in this way costs no thread and no buffer.
///
/// The deadlines of HTTP no longer apply. The protocol sets its own, by [#readTimeout(Duration)],
/// [#writeTimeout(Duration)] and [#closeAfter(Duration)]. If a handler throws after it has called
/// [Request#upgrade(String, Response)], the connection is cut, so that the client does not take
/// what it got for the whole.
///
/// Over HTTP/2 this is one stream of a connection that goes on to speak HTTP (RFC 8441). The end of
/// one direction is END_STREAM, and a reset is RST_STREAM. How much the client may send ahead is
/// the window of the stream; a few milliseconds may go by before what [OutputStream#flush()] has
/// let go in a call leaves.
///
/// The connection counts as an open connection of the [Server], but not as a request in flight. A
/// server that shuts down runs the task of [#onShutdown(Runnable)], waits until the connection is
/// closed, and closes it when the grace is over.
public interface Upgrade extends AutoCloseable {
  /// What an application does with the bytes of one connection as they arrive.
  ///
  /// The methods are called one at a time, on the threads on which the server's [Dispatch] runs
  /// handlers: by default on the thread that has read the bytes, and on virtual threads if the
  /// calls turn out to be slow. They may block; the other connections go on meanwhile.
  ///
  /// What a call writes to [#output()] is collected, and leaves in one write when the call returns,
  /// when [OutputStream#flush()] is called, or after a millisecond or two if the call blocks. So a
  /// call that handles many messages costs one write. If the client does not take what a call has
  /// written, nothing more is read from it until it does.
  ///
  /// A call that throws closes the connection, and [#closed] is told what it threw.
  interface Receiver {
    /// Called when bytes have arrived.
    ///
    /// @param bytes the bytes, in an array that the receiver may change, lent until the method
    ///   returns. Bytes that it leaves are kept in memory, and come again in front of the next ones
    void received(ByteBuffer bytes) throws IOException;

    /// Called once when the client has shut down its side. Nothing more will arrive, and bytes may
    /// still be written. Unless the protocol goes on in one direction, close the connection.
    void ended() throws IOException;

    /// Called when nothing has arrived for [#readTimeout(Duration)], and again each time it is
    /// over. The default does nothing.
    default void timedOut() throws IOException {}

    /// Called last, once, when the connection is closed, by whichever side or deadline. The default
    /// does nothing.
    ///
    /// @param cause why reading, writing or a call of the receiver has failed;
    ///   [java.nio.channels.ClosedChannelException] if nothing has failed
    default void closed(Throwable cause) {}
  }

  /// The protocol, as the client named it.
  String protocol();

  /// What the client sends, from the first byte after its request. A read blocks until bytes come,
  /// and returns -1 when the client has shut down its side. It throws
  /// [java.net.SocketTimeoutException] after [#readTimeout(Duration)], and may then be repeated,
  /// and [java.nio.channels.ClosedChannelException] once the connection is closed, also by another
  /// thread while the read waits. Closing this stream closes nothing.
  InputStream input();

  /// What goes to the client. Every write leaves at once, unless a [Receiver] makes it, and blocks
  /// while the client is slow. It throws [java.net.SocketTimeoutException] after
  /// [#writeTimeout(Duration)]; it is then unknown how much was sent, so the connection is best
  /// closed. It throws [java.nio.channels.ClosedChannelException] as [#input()] does. Closing this
  /// stream is [#shutdownOutput()].
  OutputStream output();

  /// Writes bytes without waiting for the client. What it does not take now is copied, and sent as
  /// soon as it does, before anything else.
  ///
  /// @param from the bytes; all or none are taken
  /// @return false, and nothing is written, while bytes of an earlier write wait for the client
  /// @throws IOException as [#output()]
  boolean tryWrite(ByteBuffer from) throws IOException;

  /// Both directions as one channel, which blocks as [#input()] and [#output()] do. Closing the
  /// channel is [#close()].
  ByteChannel channel();

  /// Calls `receiver` from now on with all bytes that arrive, with those that have arrived already
  /// first. From then on [#input()] must not be read, except while [#pause()] lasts. The method
  /// returns at once; the first call may come before it has.
  ///
  /// @throws IllegalStateException if there is a receiver already
  void receive(Receiver receiver);

  /// Takes the input from the receiver: until [#resume()], the receiver is not called, and one
  /// thread may read [#input()], which begins with the bytes that the running call leaves; a read
  /// on another thread waits until that call has returned. Only for a running call of the receiver.
  /// A client that sends more than is read has to wait.
  ///
  /// @throws IllegalStateException if no call of the receiver runs on this thread
  void pause();

  /// Gives the input back to the receiver, from any thread. If the connection was closed meanwhile,
  /// [Receiver#closed] is called now.
  ///
  /// @throws IllegalStateException if the input is not paused
  void resume();

  /// Sets how long a read waits for the client, or how long nothing may arrive before a receiver is
  /// told, from the next wait on. Zero, the default, is for ever. A receiver learns of it within a
  /// quarter of a second.
  void readTimeout(Duration time);

  /// Sets how long a write waits for the client to take a single byte, from the next wait on. Zero,
  /// the default, is for ever.
  void writeTimeout(Duration time);

  /// Closes the connection when `time` is over, even if threads still read or write. A later call
  /// replaces the time. This bounds how long a protocol may take to say goodbye.
  void closeAfter(Duration time);

  /// The time in nanoseconds by which the deadlines of this connection are measured, for a protocol
  /// that has more of them. As with [System#nanoTime()], only a difference has a meaning. The time
  /// stands still while the process does, suspended or in a debugger: its client could not be
  /// served then.
  long nanoTime();

  /// Runs `task` on a thread of the server that may compute and wait, and returns at once. It is a
  /// virtual thread of its own. While code that cannot leave its carrier holds all carriers, it is
  /// a platform thread: a virtual thread that the protocol starts itself would not begin until that
  /// code is done. At the end of a server's grace the thread is interrupted, like one that runs a
  /// handler.
  void start(Runnable task);

  /// Tells [ServerEvents#messageReceived] of a whole message that has come, before the application
  /// gets it. For protocols that have messages; it costs nothing if no listener wants to know.
  ///
  /// @param bytes its size without framing, and before compression
  void tellReceived(MessageEvent.Kind kind, long bytes);

  /// Tells [ServerEvents#messageSent] of a whole message that was written to [#output()], as
  /// [#tellReceived].
  void tellSent(MessageEvent.Kind kind, long bytes);

  /// Tells [ServerEvents#sessionEnded] how the protocol has ended. For protocols that say goodbye,
  /// once; it closes nothing.
  ///
  /// @param code a code of the protocol for the reason
  /// @param reason a text for people, which may be empty
  void tellEnd(int code, String reason, SessionEndEvent.ClosedBy closedBy);

  /// Tells how many bytes the application holds in memory now of what the client has sent, such as
  /// the part of a message that has come. They count for [Limits#memory()] until the next call
  /// tells another number. To be called when the number has changed by some kilobytes, from one
  /// thread at a time.
  void holdsInput(long bytes);

  /// Tells how many bytes the application holds in memory now that wait to be sent to the client,
  /// such as messages in a queue; otherwise as [#holdsInput(long)].
  void holdsOutput(long bytes);

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
