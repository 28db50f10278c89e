package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.wire.InputBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 9112 §6.2: the length tells where the body ends.
class SizedBodyTest {
  private static final String CONTENT = "hello";

  private static String decode(List<String> pieces, int room) {
    var body = new SizedBody(CONTENT.length());
    var input = new InputBuffer(0);
    var content = new StringBuilder();
    for (String piece : pieces) {
      Pieces.append(input, piece);
      byte[] into = new byte[room];
      int count;
      while ((count = body.decode(input, into, 0, room)) > 0) {
        content.append(Pieces.text(into, 0, count));
      }
    }
    return content + (body.isFinished() ? ", finished, " : ", incomplete, ") + input.size();
  }

  @Test
  void makes_the_same_of_a_body_in_any_pieces() {
    assertThat(Pieces.of(CONTENT))
        .allSatisfy(pieces -> assertThat(decode(pieces, 8)).isEqualTo("hello, finished, 0"));
    assertThat(decode(List.of(CONTENT), 2)).isEqualTo("hello, finished, 0");
  }

  @Test
  void is_not_finished_before_the_last_octet() {
    assertThat(Pieces.prefixes(CONTENT))
        .allSatisfy(
            prefix -> assertThat(decode(List.of(prefix), 8)).isEqualTo(prefix + ", incomplete, 0"));
  }

  @Test
  void leaves_what_follows_the_body_where_it_is() {
    assertThat(decode(List.of("helloGET /"), 8)).isEqualTo("hello, finished, 5");
  }

  @Test
  void has_no_trailers() {
    assertThat(new SizedBody(1).trailers()).isEmpty();
  }

  @Test
  void counts_what_is_read_past_it() {
    var body = new SizedBody(Long.MAX_VALUE);
    assertThat(body.unframed()).isEqualTo(Long.MAX_VALUE);
    body.took(Integer.MAX_VALUE);
    assertThat(body.unframed()).isEqualTo(Long.MAX_VALUE - Integer.MAX_VALUE);
    assertThat(body.isFinished()).isFalse();
  }
}
