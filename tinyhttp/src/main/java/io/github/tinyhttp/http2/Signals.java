package io.github.tinyhttp.http2;

import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.engine.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How threads of the application reach the driver of one connection: a thread leaves a signal at
/// its stream, and the stream here. However many streams wait, one task of the loop looks at them,
/// so the responses of many threads leave in one write.
final class Signals {
  private final Http2Connection connection;
  private final SignalQueue<Http2Stream> posted;

  /// Streams whose threads wait for what the driver does about their signals. Of the driver.
  private final List<Http2Stream> awaited = new ArrayList<>(0);

  /// @param task calls [#look()]
  Signals(Http2Connection connection, EventLoop.Task task) {
    this.connection = connection;
    this.posted =
        new SignalQueue<>(() -> connection.io().loop().submit(task), Signals::comesTooLate);
  }

  /// A stream has signals. From any thread.
  void post(Http2Stream stream) {
    posted.post(stream);
  }

  /// The connection is closed.
  void close() {
    tell();
    posted.close();
  }

  /// A request that got its response too late is cut. From any thread.
  private static void comesTooLate(Http2Stream stream) {
    int _ = stream.takeSignals();
    stream.cutIfForgotten();
  }

  /// Does what the signals ask for. For the driver.
  void look() {
    posted.begin();
    for (Http2Stream next = posted.poll(); next != null; next = posted.poll()) {
      look(next);
    }
  }

  private void look(Http2Stream stream) {
    int signals = stream.takeSignals();
    boolean responds =
        (signals & (Http2Stream.RESPONSE | Http2Stream.CONTENT | Http2Stream.RESET)) != 0;
    if (responds) {
      connection.streams().responds(stream);
    }
    if ((signals & Http2Stream.TUNNEL) != 0) {
      look(Objects.requireNonNull(stream.tunnel()));
    }
    if (stream.closed) {
      stream.cutIfForgotten();
      return;
    }
    if ((signals & Http2Stream.RESET) != 0) {
      connection.sender().breakOff(stream);
      return;
    }
    if ((signals & Http2Stream.CREDIT) != 0) {
      giveCredit(stream);
    }
    if ((signals & Http2Stream.READ) != 0) {
      stream.readsFile = false;
    }
    connection.sender().serve(stream);
    Tunnel tunnel = stream.tunnel();
    if (tunnel != null) {
      connection.tunnels().wrote(tunnel);
    }
    if (stream.hasSender()) {
      awaited.add(stream);
    }
  }

  private void look(Tunnel tunnel) {
    connection.tunnels().add(tunnel.receiver());
    connection.timer().armBy(tunnel.deadline());
    if (!tunnel.isOpen()) {
      connection.ends().closed(tunnel.stream());
    }
  }

  /// What there was to do is done: wakes the threads that wait for that. For the driver.
  void tell() {
    if (!awaited.isEmpty()) {
      awaited.forEach(Http2Stream::wakeSender);
      awaited.clear();
    }
  }

  private void giveCredit(Http2Stream stream) {
    StreamInput input = stream.input();
    if (input != null) {
      int credit = input.owesCredit() ? input.takeCredit() : 0; // a thread may signal twice
      if (!stream.enlarged) {
        stream.enlarged = true;
        Http2Options options = connection.http().options();
        input.window(options.streamWindow());
        credit += options.streamWindow() - options.initialWindow();
      }
      connection.receiver().credit(stream, credit);
    }
  }
}
