package io.github.tinyhttp.filters;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import java.util.List;
import java.util.stream.Stream;

/// Names as they stand in the fields of CORS.
final class Names {
  private Names() {}

  static List<String> of(HttpMethod... methods) {
    return Stream.of(methods).map(HttpMethod::name).toList();
  }

  /// @throws IllegalArgumentException if one is no field name
  static List<String> ofFields(String... names) {
    for (String name : names) {
      Headers _ = Headers.of(name, "");
    }
    return List.of(names);
  }

  /// @throws IllegalArgumentException if there are none
  static String joined(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no names");
    }
    return String.join(", ", names);
  }
}
