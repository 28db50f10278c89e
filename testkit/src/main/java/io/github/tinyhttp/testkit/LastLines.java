package io.github.tinyhttp.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/// Keeps the last lines of a log, such as the transcript of a server, for the text of a failure.
public final class LastLines implements Consumer<String> {
  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private long dropped;

  /// @param most how many lines are kept
  public LastLines(int most) {
    this.most = most;
  }

  @Override
  public synchronized void accept(String line) {
    lines.add(line);
    if (lines.size() > most) {
      lines.remove();
      dropped++;
    }
  }

  /// The lines that are kept.
  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /// The lines, one below the other, behind the number of those that are missing.
  @Override
  public synchronized String toString() {
    String missing = dropped == 0 ? "" : "… " + dropped + " earlier lines\n";
    return missing + String.join("\n", lines);
  }
}
