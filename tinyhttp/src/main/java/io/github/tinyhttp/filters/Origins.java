package io.github.tinyhttp.filters;

import io.github.tinyhttp.syntax.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A set of origins: single ones, all subdomains of some, or any.
final class Origins {
  private static final String ANY_SUBDOMAIN = "*.";

  private final Set<Origin> single = new HashSet<>();
  private final List<Subdomains> subdomains = new ArrayList<>();
  private final boolean any;

  /// All origins of a scheme and a port whose host ends with `.` and a name.
  ///
  /// @param parent the origin of that name
  private record Subdomains(Origin parent) {
    boolean contain(Origin origin) {
      String end = "." + parent.host();
      return origin.scheme().equals(parent.scheme())
          && origin.port().equals(parent.port())
          && origin.host().length() > end.length()
          && origin.host().endsWith(end)
          && origin.host().charAt(0) != '.';
    }

    @Override
    public String toString() {
      return parent.toString().replace("://", "://" + ANY_SUBDOMAIN);
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
    Origin origin =
        Origin.parse(plain)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "an origin such as https://app.example wanted, without a path, not "
                            + text));
    if (starred) {
      subdomains.add(new Subdomains(origin));
    } else {
      single.add(origin);
    }
  }

  boolean isAny() {
    return any;
  }

  /// Whether this is one of them.
  boolean contain(String origin) {
    return any || Origin.parse(origin).filter(this::contain).isPresent();
  }

  private boolean contain(Origin origin) {
    return single.contains(origin) || subdomains.stream().anyMatch(some -> some.contain(origin));
  }

  @Override
  public String toString() {
    return any ? "*" : single + " " + subdomains;
  }
}
