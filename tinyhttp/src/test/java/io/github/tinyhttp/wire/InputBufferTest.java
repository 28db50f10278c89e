package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.syntax.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InputBufferTest {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(InputBuffer window) {
    return Ascii.latin1(window.bytes, window.start, window.end);
  }

  @Test
  void takes_what_comes_in_the_place_of_what_was() {
    var window = new InputBuffer(8);
    window.refill(bytes("abcdef"));
    window.start += 2;
    assertThat(text(window)).isEqualTo("cdef");
    assertThat(window.size()).isEqualTo(4);
    window.refill(bytes("x"));
    assertThat(text(window)).isEqualTo("x");
    window.start++;
    assertThat(window.isEmpty()).isTrue();
  }

  @Test
  void adds_behind_what_is_left_and_makes_room() {
    var window = new InputBuffer(4);
    window.append(bytes("abc"));
    window.start += 2;
    window.append(bytes("defg"));
    assertThat(text(window)).isEqualTo("cdefg");
    window.start += 4;
    window.append(bytes("h"));
    assertThat(text(window)).isEqualTo("gh");
    var empty = new InputBuffer(0);
    empty.append(bytes("i"));
    assertThat(text(empty)).isEqualTo("i");
  }

  @Test
  void moves_what_is_left_to_the_front_before_it_grows() {
    var window = new InputBuffer(4);
    window.append(bytes("abcd"));
    window.start += 3;
    byte[] before = window.bytes;
    window.append(bytes("ef"));
    assertThat(window.bytes).isSameAs(before);
    assertThat(text(window)).isEqualTo("def");
  }

  @Test
  void copies_only_what_is_left() {
    var window = new InputBuffer(100);
    window.append(bytes("abc"));
    window.start++;
    InputBuffer copy = window.copy();
    window.refill(bytes("xyz"));
    assertThat(text(copy)).isEqualTo("bc");
    assertThat(copy.bytes).hasSize(2);
  }
}
