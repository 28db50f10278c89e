package io.github.tinyhttp.filters;

import io.github.tinyhttp.Response;
import java.util.List;

/// The field `Vary`, RFC 9110 §12.5.5.
final class Vary {
  private static final String VARY = "Vary";

  private Vary() {}

  /// A response that says that it depends on a field of the request.
  static Response on(String field, Response response) {
    List<String> known = response.headers().elements(VARY);
    boolean said =
        known.stream().anyMatch(name -> name.equals("*") || name.equalsIgnoreCase(field));
    return said ? response : response.withAddedHeader(VARY, field);
  }
}
