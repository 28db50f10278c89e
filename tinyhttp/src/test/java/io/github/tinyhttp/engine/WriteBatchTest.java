package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a batch passes on, and what it keeps.
class WriteBatchTest {
  private static byte[] bytes(ByteBuffer buffer) {
    byte[] all = new byte[buffer.remaining()];
    buffer.get(all);
    return all;
  }

  @SuppressWarnings("ByteBufferBackingArray") // which array it is, is the question
  private static byte[] array(ByteBuffer buffer) {
    return buffer.array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 512, 100_000, 1 << 20})
  void passes_on_all_and_is_empty(int count) {
    var batch = new WriteBatch(512);
    byte[] content = new byte[count];
    for (int round = 1; round <= 3; round++) {
      Arrays.fill(content, (byte) round);
      batch.put(content);
      assertThat(bytes(batch.pass())).isEqualTo(content);
      assertThat(batch.isEmpty()).isTrue();
    }
  }

  /// Or each quiet stream would hold as much as the largest thing that it has ever sent.
  @Test
  void keeps_no_array_that_has_grown() {
    var batch = new WriteBatch(512);
    batch.put(new byte[1 << 20]);
    byte[] passed = array(batch.pass());
    assertThat(batch.room(1)).isNotSameAs(passed).hasSizeLessThan(1 << 16);
  }

  @Test
  void keeps_an_array_of_the_usual_size() {
    var batch = new WriteBatch(512);
    byte[] room = batch.room(512);
    batch.put(new byte[512]);
    assertThat(array(batch.pass())).isNotSameAs(room);
    assertThat(batch.room(512)).isSameAs(room);
  }
}
