package io.github.tinyhttp.wire;

import java.util.concurrent.TimeUnit;

/// The end of a thread's wait for a peer. When the time is up, the thread waits a moment more: if
/// the process stood still, its loops find out first what the peer has sent meanwhile, and how long
/// it was. For one thread.
public final class WaitDeadline {
  private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final long end;

  /// Whether the moment after the end is being waited for.
  private boolean lastLook;

  /// @param nanos how long to wait in all; [Clock#NEVER] for as long as it takes
  public WaitDeadline(long nanos) {
    end = Clock.after(Clock.now(), nanos);
  }

  /// How long to wait now, in nanoseconds; [Clock#NEVER] for no limit, and 0 if the time is up.
  public long left() {
    if (end == Clock.NEVER) {
      return Clock.NEVER;
    }
    long left = end - Clock.now();
    boolean over = left <= 0;
    boolean up = over && lastLook;
    lastLook = over;
    return up ? 0 : over ? LAST_LOOK_NANOS : left;
  }
}
