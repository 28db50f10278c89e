package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A JVM that goes on. What is said of one that ends is tried in processes of their own.
class JvmExitTest {
  @Test
  void the_end_of_this_process_has_not_begun() {
    assertThat(JvmExit.hasBegun()).isFalse();
    assertThat(JvmExit.isCalledBy(Thread.currentThread())).isFalse();
  }

  /// A method of another class is not meant.
  @Test
  void a_method_of_this_name_ends_nothing() {
    assertThat(exit()).isFalse();
  }

  private static boolean exit() {
    return JvmExit.isCalledBy(Thread.currentThread());
  }
}
