package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;

/// A socket with deadlines. Any thread may set them; the driver looks at them in its sweeps.
abstract class Timed extends Pollable {
  private volatile long deadline = Clock.NEVER;
  private volatile long outputDeadline = Clock.NEVER;

  /// Sets when [Protocol#expired] is to be called; [Clock#NEVER] for not at all. For the holder of
  /// the input.
  public final void deadline(long time) {
    deadline = time;
  }

  /// Sets when to close the connection because the client does not read what is written;
  /// [Clock#NEVER] for not at all. For the writer.
  public final void outputDeadline(long time) {
    outputDeadline = time;
  }

  final boolean isOver(long now) {
    return now >= deadline;
  }

  final boolean isOutputOver(long now) {
    return now >= outputDeadline;
  }
}
