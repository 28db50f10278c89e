package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  private static String write(Object value) {
    var out = new StringBuilder();
    Json.append(out, value);
    return out.toString();
  }

  @Test
  void values_are_written() {
    var map = new LinkedHashMap<String, Object>();
    map.put("a\"", List.of());
    map.put("b", List.of(1, -2.5, 3_000_000_000L, true, "x"));
    map.put("c", Map.of());
    assertThat(write(map))
        .isEqualTo("{\"a\\\"\":[],\"b\":[1,-2.5,3000000000,true,\"x\"],\"c\":{}}");
  }

  @Test
  void strings_never_break_out_of_their_line() {
    assertThat(write("a\"\\/\b\f\n\r\t\0\u007f\u0085\u2028é😀"))
        .isEqualTo("\"a\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u007f\\u0085\\u2028é😀\"");
  }

  @Test
  void halves_of_pairs_are_escaped() {
    assertThat(write("a\ud800")).isEqualTo("\"a\\ud800\"");
    assertThat(write("\udc00b")).isEqualTo("\"\\udc00b\"");
    assertThat(write("\ud800\ud800\udc00")).isEqualTo("\"\\ud800\ud800\udc00\"");
  }

  @Test
  void what_json_has_not_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> write(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> write(Float.POSITIVE_INFINITY));
    assertThatIllegalArgumentException().isThrownBy(() -> write(new Object()));
    assertThatIllegalArgumentException().isThrownBy(() -> write(Map.of(1, 2)));
  }
}
