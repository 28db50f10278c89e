package io.github.tinyhttp;

import io.github.tinyhttp.syntax.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The fields that follow the content of an answer (RFC 9110 §6.5): their names are known before
/// the content is written, and announced; their values may come of writing it.
///
/// @param names as announced
/// @param fields asked for after the content; those of other names do not count
record Trailers(List<String> names, Supplier<Headers> fields) {
  static final Trailers NONE = new Trailers(List.of(), Headers::empty);

  /// Fields that are known already.
  ///
  /// @throws IllegalArgumentException as [#of(List, Supplier)]
  static Trailers of(Headers fields) {
    var names = new ArrayList<String>();
    for (Headers.Field field : fields) {
      if (isMissing(field.name(), names)) {
        names.add(field.name());
      }
    }
    return of(names, () -> fields);
  }

  /// @throws IllegalArgumentException if a name is no token, or that of a field that has to stand
  ///   before the content
  static Trailers of(List<String> names, Supplier<Headers> fields) {
    for (String name : names) {
      Headers _ = Headers.of(name, "");
      if (!FieldRules.isTrailer(name)) {
        throw new IllegalArgumentException(name + " cannot be a trailer field");
      }
    }
    return new Trailers(List.copyOf(names), fields);
  }

  /// The fields as they are now.
  Headers current() {
    Headers announced = fields.get();
    for (Headers.Field field : announced) {
      if (isMissing(field.name(), names)) {
        announced = announced.without(field.name());
      }
    }
    return announced;
  }

  private static boolean isMissing(String name, List<String> names) {
    return names.stream().noneMatch(name::equalsIgnoreCase);
  }
}
