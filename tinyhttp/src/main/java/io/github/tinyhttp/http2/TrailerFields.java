package io.github.tinyhttp.http2;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects the fields of a trailer section, RFC 9113 §8.1, and keeps the first rule that they
/// break. No field here says anything of the request: what would frame or route it in the header
/// section is a field like any other. For the driver.
final class TrailerFields implements Consumer<HeaderField> {
  private final FieldListSize size;
  private final List<String> pairs = new ArrayList<>(4);
  private @Nullable Rule broken;

  TrailerFields(Limits limits) {
    this.size = new FieldListSize(limits);
  }

  @Override
  public void accept(HeaderField field) {
    if (size.isExceededBy(field)) {
      breaks(Rule.HEAD_TOO_LARGE);
      return; // what is too much is decoded, and not kept
    }
    switch (field.kind()) {
      case METHOD, SCHEME, AUTHORITY, PATH, PROTOCOL, UNKNOWN_PSEUDO -> breaks(Rule.PSEUDO_LATE);
      case CONNECTION_SPECIFIC -> breaks(Rule.CONNECTION_FIELD);
      case BAD_NAME -> breaks(Rule.FIELD_NAME);
      case BAD_VALUE -> breaks(Rule.FIELD_VALUE);
      default -> {
        pairs.add(field.name());
        pairs.add(field.value());
      }
    }
  }

  private void breaks(Rule rule) {
    if (broken == null) {
      broken = rule;
    }
  }

  /// The rule that the section breaks; null if it breaks none.
  @Nullable Rule broken() {
    return broken;
  }

  /// The fields, if no rule is broken.
  Headers fields() {
    return Headers.of(pairs.toArray(String[]::new));
  }
}
