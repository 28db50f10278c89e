package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.Clock;
import org.jspecify.annotations.Nullable;

/// A socket with deadlines, in the list that its loop sweeps. Any thread may set a deadline.
abstract class Timed extends Pollable {
  /// The neighbours in the [ConnectionList] of the loop. Of the driver.
  @Nullable Connection previous;

  @Nullable Connection next;

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

  /// Whether one of them is over.
  final boolean isLate(long now) {
    return isOver(now) || isOutputOver(now);
  }
}
