package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A small body, collected as it comes.
class SmallBodyTest {
  private static InputBuffer input(String octets) {
    var input = new InputBuffer(0);
    input.append(ByteBuffer.wrap(Pieces.octets(octets)));
    return input;
  }

  /// Its request is of no matter here.
  @SuppressWarnings("NullAway")
  private static SmallBody body(int length) {
    return new SmallBody(null, length);
  }

  @Test
  void is_complete_with_its_last_octet_and_takes_no_more() {
    SmallBody body = body(10);
    assertThat(body.isComplete()).isFalse();
    body.take(input("abc"));
    body.take(input(""));
    body.take(input("d"));
    assertThat(body.isComplete()).isFalse();
    InputBuffer rest = input("efghijGET");
    body.take(rest);
    assertThat(body.isComplete()).isTrue();
    assertThat(rest.size()).isEqualTo(3);
    assertThat(body.bytes()).isEqualTo(Pieces.octets("abcdefghij"));
  }

  @Test
  void takes_no_more_memory_than_it_needs() {
    SmallBody body = body(100);
    body.take(input("x".repeat(30)));
    assertThat(body.bytes()).hasSize(30);
    body.take(input("x"));
    assertThat(body.bytes()).hasSize(60);
    body.take(input("x".repeat(30)));
    assertThat(body.bytes()).hasSize(100);
  }

  @Test
  void has_time_for_its_first_octet() {
    long second = TimeUnit.SECONDS.toNanos(1);
    long before = Clock.now();
    SmallBody body = body(10_000);
    assertThat(body.deadline(second)).isBetween(before + second, Clock.now() + second);
  }
}
