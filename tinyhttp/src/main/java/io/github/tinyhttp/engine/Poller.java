package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.SocketHandle;
import java.io.Closeable;
import java.io.IOException;

/// Tells one event loop which of its sockets are ready. This is the only name that the engine has
/// for the readiness mechanism of the operating system.
///
/// Readiness is a level, not an edge: each poll reports a socket for every operation that is
/// enabled and would not block now. An error of the socket, or its end, counts as readiness for all
/// enabled operations. A socket for which no operation is enabled is not reported at all.
///
/// All methods except [#wakeup()] are for the loop's driver, or for the thread that sets the loop
/// up before it has a driver. Different drivers may call them one after the other.
interface Poller extends Closeable {
  /// The operation of reading, or of accepting from a listening socket.
  int READ = 1;

  /// The operation of writing.
  int WRITE = 4;

  /// Opens pollers.
  interface Maker {
    Poller make() throws IOException;
  }

  /// Receives what a poll has found.
  interface Sink {
    /// Called during a poll, once for each socket. It must not call the poller.
    void add(Pollable pollable, int operations);
  }

  /// One socket's place in the poller.
  interface Registration {
    /// Adds operations to those that are polled for. No effect after [#cancel()].
    void enable(int operations);

    /// Takes operations from those that are polled for. No effect after [#cancel()].
    void disable(int operations);

    /// Ends the registration, after which no poll reports the socket. Call this before the socket
    /// is closed. What a poll has reported before is the caller's to ignore. The operating system
    /// may close the socket only during the next poll.
    void cancel();
  }

  /// Adds a socket.
  ///
  /// @param pollable given to the sink when the socket is ready
  /// @param socket a socket of the kind that this poller takes
  /// @param operations the enabled operations, a set of bits
  Registration register(Pollable pollable, SocketHandle socket, int operations) throws IOException;

  /// Reports the sockets that are ready to the sink. If none is, it waits until one is, until
  /// [#wakeup()], or until the time is over.
  ///
  /// @param nanos the longest wait in nanoseconds: 0 for none,
  ///   [io.github.tinyhttp.wire.Clock#NEVER] for no limit. The poller may round a shorter one up to
  ///   a millisecond
  /// @throws IOException if polling has failed; the next call may succeed
  void poll(long nanos, Sink sink) throws IOException;

  /// Ends the wait of the poll that is running; if none is, that of the next one. For any thread.
  void wakeup();

  /// Frees the descriptors of the poller. The sockets stay open.
  @Override
  void close() throws IOException;
}
