package io.github.tinyhttp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A cookie that a client sends back, RFC 6265 §4.2: what [Request#cookieList()] gives.
///
/// @param name as it was sent; seldom more than a token, but it can be anything
/// @param value as it was sent, with quotes and escapes if it has them
public record Cookie(String name, String value) {
  static Map<String, List<String>> byName(List<Cookie> cookies) {
    var values = new LinkedHashMap<String, List<String>>();
    for (Cookie cookie : cookies) {
      values.computeIfAbsent(cookie.name, _ -> new ArrayList<>(1)).add(cookie.value);
    }
    values.replaceAll((_, all) -> List.copyOf(all));
    return Collections.unmodifiableMap(values);
  }
}
