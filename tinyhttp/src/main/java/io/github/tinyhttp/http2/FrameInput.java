package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The input of one connection: reads it, takes the preface and the frames that are whole, and
/// keeps the rest. For the driver.
final class FrameInput {
  private final Http2Connection connection;
  private final Connection io;
  private final Backlog backlog;
  private final FrameReader frames;

  /// Bytes that have come and are no whole frame; null if there are none.
  private @Nullable InputBuffer held;

  /// The client has sent something, and this side its SETTINGS.
  private boolean begun;

  /// How much of the preface has come.
  private int greeted;

  /// The client has shut down its side.
  private boolean ended;

  /// @param early what has come before
  FrameInput(Http2Connection connection, FrameHandler handler, InputBuffer early) {
    this.connection = connection;
    this.io = connection.io();
    this.backlog = connection.sender().backlog();
    this.frames = new FrameReader(handler);
    this.held = early.isEmpty() ? null : early;
  }

  /// Whether the client has shut down its side.
  boolean hasEnded() {
    return ended;
  }

  /// Whether the client has sent anything.
  boolean hasBegun() {
    return begun;
  }

  /// Whether a frame is incomplete.
  boolean isMidFrame() {
    return held != null && !backlog.isFull();
  }

  /// How many bytes of memory are held.
  int heldBytes() {
    InputBuffer some = held;
    return some == null ? 0 : some.capacity();
  }

  /// Whether a DATA frame is incomplete, which may be large.
  boolean isMidData() {
    InputBuffer some = held;
    return some != null && some.size() > 3 && some.bytes[some.start + 3] == Frames.DATA;
  }

  /// Reads once, and takes what has come.
  ///
  /// @return whether the client has ended its side with this
  boolean endsNow(Driver driver) throws IOException, ConnectionFault {
    ByteBuffer buffer = driver.io().clear();
    int count = io.readMessages(buffer);
    if (count < 0) {
      ended = true;
      return true;
    }
    if (count == 0) {
      return false;
    }
    connection.timer().received(count);
    take(driver, driver.behind(held, buffer.flip()));
    return false;
  }

  /// Takes what has come before, as far as the client takes the replies.
  void takeHeld(Driver driver) throws ConnectionFault {
    InputBuffer input = held;
    if (input != null && !backlog.isFull()) {
      take(driver, input);
    }
  }

  private void take(Driver driver, InputBuffer input) throws ConnectionFault {
    try {
      if (greeted < Preface.LENGTH) {
        takePreface(input);
      }
      if (greeted == Preface.LENGTH) {
        while (!backlog.isFull() && frames.reads(input)) {
          // on to the next one
        }
      }
    } finally {
      if (input.isEmpty()) {
        held = null;
      } else if (input == driver.input()) {
        held = input.copy();
      }
    }
    connection.timer().taken(connection.now());
  }

  private void takePreface(InputBuffer input) throws ConnectionFault {
    if (!begun) {
      begun = true;
      ServerSettings.put(connection.sender().out(), connection.http());
      connection.ending().begun();
    }
    greeted = Preface.take(input, greeted);
    if (greeted == Preface.LENGTH) {
      Preface.checkSecurity(io.tls());
    }
  }
}
