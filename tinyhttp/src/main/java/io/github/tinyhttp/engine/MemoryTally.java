package io.github.tinyhttp.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sums up what connections hold in memory for their clients, one after the other. A protocol adds
/// what it finds; a number that is a moment old, or nearly right, will do. For the driver.
public final class MemoryTally {
  /// Content of at least this size is recognized if several responses share it.
  private static final int LARGE = 4 << 10;

  private long input;
  private long output;
  private long all;
  private long greediest;

  /// The large content that was counted; null if there was none.
  private @Nullable Set<byte[]> counted;

  // ---- for protocols

  /// Adds memory for what the client has sent. Its connection can be left unread, so that there
  /// comes no more of it.
  public void input(long bytes) {
    input += bytes;
  }

  /// Adds memory for what waits to be sent to the client.
  public void output(long bytes) {
    output += bytes;
  }

  /// Adds content that waits to be sent. An application may give the same array to many clients; it
  /// counts once.
  public void content(byte[] bytes) {
    if (bytes.length < LARGE || isNew(bytes)) {
      output += bytes.length;
    }
  }

  private boolean isNew(byte[] bytes) {
    Set<byte[]> known = counted;
    if (known == null) {
      known = Collections.newSetFromMap(new IdentityHashMap<>());
      counted = known;
    }
    return known.add(bytes);
  }

  // ---- for the engine

  /// Looks what a connection holds.
  void visit(Connection connection) {
    input = 0;
    output = 0;
    connection.tally(this);
    connection.holds(input, input + output);
    all += input + output;
    greediest = Math.max(greediest, input + output);
  }

  /// How many bytes all connections hold that were visited.
  long all() {
    return all;
  }

  /// How many bytes the one holds that holds most.
  long greediest() {
    return greediest;
  }
}
