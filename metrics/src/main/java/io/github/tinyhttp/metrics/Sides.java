package io.github.tinyhttp.metrics;

import io.github.tinyhttp.SessionEndEvent.ClosedBy;
import java.util.Locale;

/// The names of the sides that end sessions, in tags and attributes.
final class Sides {
  private Sides() {}

  static String name(ClosedBy side) {
    return side.name().toLowerCase(Locale.ROOT);
  }
}
