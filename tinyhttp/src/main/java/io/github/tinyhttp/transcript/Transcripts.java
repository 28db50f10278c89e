package io.github.tinyhttp.transcript;

import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.wire.Socket;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/// The transcript of one server: records the bytes of each connection. The door of this room. Any
/// thread may call its methods.
public final class Transcripts {
  /// How large all lines together may be that wait for the application, in bytes.
  private static final long MOST_WAITING = 4 << 20;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Transcript options;
  private final int mostHead;
  private final LineQueue queue;

  /// @param mostHead how large a head may be, in bytes
  public Transcripts(Transcript options, int mostHead) {
    this.options = options;
    this.mostHead = mostHead;
    this.queue = new LineQueue(options.lines(), MOST_WAITING);
  }

  /// Starts the thread that gives lines to the application.
  public void start() {
    queue.start();
  }

  /// Makes a socket that moves the bytes of another one and writes about them, and writes that it
  /// is open.
  ///
  /// @param number of the connection
  /// @param local the address of this side
  /// @param proxied whether a header of the PROXY protocol comes first
  public Socket recorded(Socket socket, long number, SocketAddress local, boolean proxied) {
    var lines = new Lines(options, queue, "conn=" + number);
    String client = Addresses.text(socket.remoteAddress());
    lines.write("opened " + client + " -> " + Addresses.text(local));
    var layer = new Layer(lines, mostHead, proxied);
    return new RecordedSocket(socket, layer, new Layer(lines, mostHead, false));
  }

  /// Gives the application the lines that wait, for as long as it does not take too long. For the
  /// end of the server, when no connection is open.
  public void close() {
    queue.close(PATIENCE_NANOS);
  }
}
