package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Cookie;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.StrictText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The field `Cookie`, RFC 6265.
public final class Cookies {
  private static final int MOST = 1000;

  private Cookies() {}

  /// The cookies of a request, for [Request#cookieList()].
  public static List<Cookie> of(Request request) {
    return of(request.headers().all("Cookie"));
  }

  /// Reads `Cookie`, §4.2 and §5.4: names and their values, in order. Cookies that scripts and
  /// other programs of the same host have set come along, whatever they look like; only those
  /// without a name are skipped.
  ///
  /// @param lines the values of the field; a browser sends one. Of all lines the first thousand
  ///   cookies are taken
  static List<Cookie> of(List<String> lines) {
    var cookies = new ArrayList<Cookie>();
    for (String line : lines) {
      int start = 0;
      while (start < line.length() && cookies.size() < MOST) {
        int semicolon = line.indexOf(';', start);
        int end = semicolon < 0 ? line.length() : semicolon;
        int equals = line.indexOf('=', start, end);
        String name = text(line, start, Math.max(start, equals));
        if (!name.isEmpty()) {
          cookies.add(new Cookie(name, text(line, equals + 1, end)));
        }
        start = end + 1;
      }
    }
    return Collections.unmodifiableList(cookies);
  }

  private static String text(String line, int start, int end) {
    return StrictText.utf8OrLatin1(line.substring(start, end).strip());
  }
}
