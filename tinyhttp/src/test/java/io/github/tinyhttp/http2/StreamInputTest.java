package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// What comes on a stream, and how it comes to its end: in order, broken off, lost, or no longer
/// wanted.
class StreamInputTest {
  private static final Headers SUM = Headers.of("sum", "1");

  private final StreamInput input = new StreamInput(100);

  private void add(String text) {
    byte[] bytes = ("<<" + text + ">>").getBytes(StandardCharsets.US_ASCII);
    input.add(bytes, 2, bytes.length - 2);
  }

  private String take(int most) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(most);
    int count = input.take(into);
    return count < 0 ? "end" : StandardCharsets.US_ASCII.decode(into.flip()).toString();
  }

  private static String text(InputBuffer buffer) {
    return new String(buffer.bytes, buffer.start, buffer.size(), StandardCharsets.US_ASCII);
  }

  private static IOException cause() {
    return new IOException("cut");
  }

  @Test
  void octets_are_taken_in_their_order_however_they_came() throws Exception {
    add("abc");
    add("def");
    add("x".repeat(5000));
    assertThat(take(4)).isEqualTo("abcd");
    assertThat(take(2)).isEqualTo("ef");
    assertThat(take(6000)).hasSize(5000);
    assertThat(take(10)).isEmpty();
    input.end(SUM);
    assertThat(take(10)).isEqualTo("end");
    assertThat(input.trailers()).isEqualTo(SUM);
  }

  @Test
  void the_end_is_reached_when_all_is_taken() throws Exception {
    add("a");
    assertThat(input.isAtEnd()).isFalse();
    input.end(SUM);
    assertThat(input.isAtEnd()).isFalse();
    assertThat(take(10)).isEqualTo("a");
    assertThat(input.isAtEnd()).isTrue();
    input.lose(cause());
    assertThat(input.isAtEnd()).isFalse();
  }

  /// The client sends half a window more meanwhile.
  @Test
  void credit_is_owed_at_half_a_window_and_not_at_the_end() throws Exception {
    add("x".repeat(60));
    assertThat(take(49)).hasSize(49);
    assertThat(input.owesCredit()).isFalse();
    assertThat(take(1)).hasSize(1);
    assertThat(input.owesCredit()).isTrue();
    assertThat(input.takeCredit()).isEqualTo(50);
    assertThat(input.owesCredit()).isFalse();
    input.window(20);
    assertThat(take(10)).hasSize(10);
    assertThat(input.owesCredit()).isTrue();
    input.end(Headers.empty());
    assertThat(input.owesCredit()).isFalse();
  }

  @Test
  void what_has_come_before_a_break_can_be_taken() throws Exception {
    add("abc");
    input.breakOff(cause());
    assertThat(input.brokenOff()).isNull();
    assertThat(take(2)).isEqualTo("ab");
    assertThat(input.brokenOff()).isNull();
    assertThat(take(2)).isEqualTo("c");
    assertThat(input.brokenOff()).hasMessage("cut");
    assertThatThrownBy(() -> take(2)).hasMessage("cut");
    assertThatThrownBy(input::await).hasMessage("cut");
    assertThat(input.isAtEnd()).isFalse();
  }

  @Test
  void what_has_come_before_a_failure_is_of_no_use() throws Exception {
    add("abc");
    input.fail(cause());
    assertThat(input.available()).isZero();
    assertThat(input.failure()).hasMessage("cut");
    input.fail(new IOException("again"));
    add("more");
    assertThat(input.available()).isZero();
    assertThatThrownBy(() -> take(2)).hasMessage("cut");
    assertThatThrownBy(input::await).hasMessage("cut");
  }

  @Test
  void what_has_ended_in_order_can_neither_fail_nor_break_off() throws Exception {
    add("abc");
    input.end(SUM);
    input.fail(cause());
    input.breakOff(cause());
    assertThat(take(10)).isEqualTo("abc");
    assertThat(take(10)).isEqualTo("end");
    assertThat(input.failure()).isNull();
    assertThat(input.brokenOff()).isNull();
  }

  @Test
  void a_body_whose_request_has_its_response_is_gone_and_that_is_no_failure() {
    add("abc");
    input.retire();
    assertThat(input.failure()).isNull();
    assertThatThrownBy(() -> take(10)).hasMessageContaining("responded");
    input.retire();
    assertThat(input.failure()).isNull();
  }

  @Test
  void a_body_that_was_read_before_the_response_stays_read() throws Exception {
    add("abc");
    input.end(SUM);
    assertThat(take(10)).isEqualTo("abc");
    input.retire();
    assertThat(take(10)).isEqualTo("end");
    assertThat(input.isAtEnd()).isTrue();
  }

  @Test
  void a_body_that_had_failed_before_the_response_stays_failed() {
    input.fail(cause());
    input.retire();
    assertThat(input.failure()).hasMessage("cut");
  }

  @Test
  void a_whole_body_is_joined() {
    assertThat(input.join()).isEmpty();
    add("abc");
    assertThat(input.join()).asString().isEqualTo("abc");
    add("def");
    assertThat(input.join()).asString().isEqualTo("abcdef");
    assertThat(input.available()).isZero();
  }

  /// Small frames share a chunk, which has room for more.
  @Test
  void what_is_joined_has_no_more_room_than_octets() throws Exception {
    add("a");
    add("b");
    assertThat(take(1)).isEqualTo("a");
    assertThat(input.join()).asString().isEqualTo("b");
  }

  @Test
  void all_is_taken_at_once_behind_what_was_left() {
    assertThat(text(input.takeAll(null))).isEmpty();
    add("abc");
    add("def");
    assertThat(text(input.takeAll(null))).isEqualTo("abcdef");
    var left = new InputBuffer(0);
    left.append(ByteBuffer.wrap("left".getBytes(StandardCharsets.US_ASCII)));
    assertThat(text(input.takeAll(left))).isEqualTo("left");
    add("ghi");
    assertThat(text(input.takeAll(left))).isEqualTo("leftghi");
    assertThat(input.takeCredit()).isEqualTo(9);
  }

  @Test
  void a_wait_has_an_end() throws Exception {
    assertThat(input.await(0)).isEqualTo(-1);
    assertThat(input.await(1)).isEqualTo(-1);
    add("abc");
    assertThat(input.await(0)).as("it had come before").isZero();
    Thread.currentThread().interrupt();
    assertThat(take(10)).isEqualTo("abc");
    assertThatThrownBy(input::await).isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).as("it still is").isTrue();
    assertThat(input.isAwaited()).isFalse();
    input.end(SUM);
    assertThat(input.await()).isZero();
  }
}
