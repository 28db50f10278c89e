package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.Ascii;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The field `Cookie`, RFC 6265.
public final class Cookies {
  private static final int MOST = 1000;

  private Cookies() {}

  /// The cookies of a request, for [Request#cookies()].
  public static Map<String, List<String>> of(Request request) {
    return of(request.headers().all("Cookie"));
  }

  /// Reads `Cookie`, §4.2 and §5.4: names and their values, as they were sent, in order. Cookies
  /// that other programs of the same host have set come along, whatever they look like; only those
  /// whose name is not a token are skipped.
  ///
  /// @param lines the values of the field; a browser sends one. Of all lines the first thousand
  ///   pairs are taken
  static Map<String, List<String>> of(List<String> lines) {
    var cookies = new LinkedHashMap<String, List<String>>();
    int taken = 0;
    for (String line : lines) {
      int start = 0;
      while (start < line.length() && taken < MOST) {
        int semicolon = line.indexOf(';', start);
        int end = semicolon < 0 ? line.length() : semicolon;
        int equals = line.indexOf('=', start, end);
        if (equals >= 0) {
          String name = line.substring(start, equals).strip();
          if (Ascii.isToken(name)) {
            String value = line.substring(equals + 1, end).strip();
            cookies.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
            taken++;
          }
        }
        start = end + 1;
      }
    }
    cookies.replaceAll((_, values) -> List.copyOf(values));
    return Collections.unmodifiableMap(cookies);
  }
}
