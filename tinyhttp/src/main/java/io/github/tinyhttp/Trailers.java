package io.github.tinyhttp;

import io.github.tinyhttp.syntax.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The fields that follow the content of a response (RFC 9110 §6.5). The library announces their
/// names before the content, and asks for their values after it.
///
/// @param names the announced names
/// @param fields gives the fields; those of other names are not sent
record Trailers(List<String> names, Supplier<Headers> fields) {
  static final Trailers NONE = new Trailers(List.of(), Headers::empty);

  /// Fields whose values are known before the content.
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

  /// Fields whose values may be known after the content only.
  ///
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

  /// The announced fields with the values they have now.
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
