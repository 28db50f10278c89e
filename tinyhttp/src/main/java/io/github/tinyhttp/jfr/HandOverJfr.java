package io.github.tinyhttp.jfr;

import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.HandOver`: a loop was taken from a thread whose handler takes long. It shows where
/// that handler was.
@Name("tinyhttp.HandOver")
@Label("Loop Handed Over")
@Category("tinyhttp")
@Description("An event loop was taken from a thread whose handler takes long")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class HandOverJfr extends Event {
  private static final int MOST_FRAMES = 64;

  @Label("Driver")
  @Description("The thread that has lost its loop")
  private @Nullable Thread driver;

  @Label("Frames")
  @Description("What the thread was doing, the innermost call first")
  private @Nullable String frames;

  void commit(Thread loser, StackTraceElement[] trace) {
    if (!shouldCommit()) {
      return;
    }
    driver = loser;
    frames =
        Arrays.stream(trace)
            .limit(MOST_FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining("\n"));
    commit();
  }
}
