package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whether the time of a check tells anything of the password. It is one that is so long that a
/// comparison which stops at the first difference takes a hundredth of the time.
class PasswordTimingTest {
  private static final int LENGTH = 100_000;
  private static final int ROUNDS = 201;

  private final KnownPasswords passwords = new KnownPasswords(Map.of("ada", "x".repeat(LENGTH)));

  private long nanos(String user, String password) {
    long begin = System.nanoTime();
    boolean accepted = passwords.accepts(user, password);
    long taken = System.nanoTime() - begin;
    assertThat(accepted).isFalse();
    return taken;
  }

  private static long median(long[] times) {
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /// Attempts take turns, so that whatever else the machine does falls on all of them alike.
  @Test
  void tells_neither_how_much_is_right_nor_whether_there_is_such_a_user() {
    String wrongAtOnce = "y" + "x".repeat(LENGTH - 1);
    String wrongAtTheEnd = "x".repeat(LENGTH - 1) + "y";
    var first = new long[ROUNDS];
    var last = new long[ROUNDS];
    var unknown = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      first[i] = nanos("ada", wrongAtOnce);
      last[i] = nanos("ada", wrongAtTheEnd);
      unknown[i] = nanos("bob", wrongAtTheEnd);
    }
    double reference = median(last);
    assertThat(median(first) / reference).as("wrong at once").isBetween(0.5, 2.0);
    assertThat(median(unknown) / reference).as("no such user").isBetween(0.5, 2.0);
  }
}
