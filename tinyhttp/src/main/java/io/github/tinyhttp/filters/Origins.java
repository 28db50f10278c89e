package io.github.tinyhttp.filters;

import io.github.tinyhttp.syntax.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A set of origins: single ones, all subdomains of some, or any.
final class Origins {
  private static final String ANY_SUBDOMAIN = "*.";

  private final Set<String> single = new HashSet<>();
  private final List<Subdomains> subdomains = new ArrayList<>();
  private final boolean any;

  /// All origins of a scheme and a port whose host ends with `.` and a name.
  private record Subdomains(String before, String after) {
    boolean contain(String origin) {
      return origin.length() > before.length() + after.length()
          && origin.startsWith(before)
          && origin.endsWith(after)
          && origin.charAt(before.length()) != '.';
    }
  }

  private Origins(boolean any) {
    this.any = any;
  }

  /// Every origin there may be.
  static Origins any() {
    return new Origins(true);
  }

  /// @throws IllegalArgumentException if there are none, or one is no origin
  static Origins of(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("no origins");
    }
    var origins = new Origins(false);
    texts.forEach(origins::add);
    return origins;
  }

  private void add(String text) {
    int star = text.indexOf("://" + ANY_SUBDOMAIN) + 3;
    boolean starred = star > 2;
    String plain = starred ? text.substring(0, star) + text.substring(star + 2) : text;
    if (!Origin.isOrigin(plain)) {
      throw new IllegalArgumentException(
          "an origin such as https://app.example wanted, without a path, not " + text);
    }
    String lower = plain.toLowerCase(Locale.ROOT);
    if (starred) {
      subdomains.add(new Subdomains(lower.substring(0, star), "." + lower.substring(star)));
    } else {
      single.add(lower);
    }
  }

  boolean isAny() {
    return any;
  }

  /// Whether this is one of them, as a browser writes it: in lower case, without a default port.
  boolean contain(String origin) {
    return any
        || single.contains(origin)
        || Origin.isOrigin(origin) && subdomains.stream().anyMatch(some -> some.contain(origin));
  }

  @Override
  public String toString() {
    return any ? "*" : single + " " + subdomains;
  }
}
