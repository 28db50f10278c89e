package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Response;
import java.util.List;

/// The field `Vary`, RFC 9110 §12.5.5: a cache has to know what a response depends on.
public final class Vary {
  private static final String VARY = "Vary";

  private Vary() {}

  /// A response that says that it depends on a field of the request.
  public static Response on(String field, Response response) {
    List<String> known = response.headers().elements(VARY);
    for (String name : known) {
      if (name.equals("*") || name.equalsIgnoreCase(field)) {
        return response;
      }
    }
    String names = String.join(", ", known);
    return response.withHeader(VARY, names.isEmpty() ? field : names + ", " + field);
  }
}
