package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.syntax.ByteRanges;
import io.github.tinyhttp.syntax.HttpDate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/// Feeds any text to the parsers of conditions and ranges, which must read it for what it says, or
/// reject it.
class ConditionsFuzz {
  private static final long LENGTH = 1_000;

  @FuzzTest
  void a_field_is_understood_as_what_it_says_or_not_at_all(byte[] field) {
    String text = new String(field, StandardCharsets.ISO_8859_1);
    rangesLieInTheContentAndApart(text);
    aDateIsWhatItSays(text);
    aTagIsWhatItSays(text);
  }

  private static void rangesLieInTheContentAndApart(String text) {
    if (!(ByteRanges.parse("bytes=" + text, LENGTH) instanceof ByteRanges.Some(var ranges))) {
      return;
    }
    assertThat(ranges).hasSizeBetween(1, ByteRanges.MOST);
    List<ByteRanges.Range> sorted =
        ranges.stream().sorted((a, b) -> Long.compare(a.first(), b.first())).toList();
    long free = 0;
    for (ByteRanges.Range range : sorted) {
      assertThat(range.first()).isBetween(free, range.last());
      free = range.last() + 2; // adjoining ranges have been joined
    }
    assertThat(sorted.getLast().last()).isLessThan(LENGTH);
  }

  private static void aDateIsWhatItSays(String text) {
    OptionalLong second = HttpDate.parse(text);
    if (second.isPresent() && text.length() == 29 && !text.contains(":60 ")) {
      boolean today = text.charAt(3) == ',';
      assertThat(!today || HttpDate.format(second.getAsLong()).equals(text)).isTrue();
    }
  }

  private static void aTagIsWhatItSays(String text) {
    EntityTag.parse(text)
        .ifPresent(
            tag -> {
              assertThat(tag).hasToString(text);
              assertThat(EntityTags.anyMatch("\"other\", " + text, tag::matchesWeakly)).isTrue();
            });
    EntityTags.anyMatch(List.of(text, text), _ -> false);
  }
}
