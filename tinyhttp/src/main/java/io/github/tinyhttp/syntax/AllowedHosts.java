package io.github.tinyhttp.syntax;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Host names that requests may be for: exact ones, those below a name, or all.
///
/// @param all whether there is a `*`
/// @param names in lower case, without a dot at the end
/// @param suffixes in lower case, each with a dot in front
public record AllowedHosts(boolean all, Set<String> names, List<String> suffixes) {
  private static final int LONGEST = 253;

  /// Copies the collections.
  public AllowedHosts {
    names = Set.copyOf(names);
    suffixes = List.copyOf(suffixes);
  }

  /// Reads patterns.
  ///
  /// @param patterns names such as `app.example`, `*.app.example` for all names below it, IP
  ///   addresses, or `*` alone
  /// @throws IllegalArgumentException if one is none of these, or there are none
  public static AllowedHosts of(Collection<String> patterns) {
    if (patterns.isEmpty()) {
      throw new IllegalArgumentException("no host is named; \"*\" allows every host");
    }
    boolean all = false;
    var names = new HashSet<String>();
    var suffixes = new ArrayList<String>();
    for (String pattern : patterns) {
      if (pattern.equals("*")) {
        all = true;
      } else if (pattern.startsWith("*.")) {
        suffixes.add("." + name(pattern.substring(2), pattern));
      } else {
        names.add(name(pattern, pattern));
      }
    }
    return new AllowedHosts(all, names, suffixes);
  }

  private static String name(String name, String pattern) {
    String plain = plain(name);
    boolean literal = plain.startsWith("[") && plain.endsWith("]");
    boolean valid =
        literal
            ? IpLiteral.isIpv6(plain.substring(1, plain.length() - 1))
            : isName(plain) && !pattern.equals("*." + plain + ".");
    if (!valid) {
      throw new IllegalArgumentException(
          "a host such as app.example or *.app.example wanted, without scheme, port and path, in"
              + " ASCII (xn--…), not "
              + pattern);
    }
    return plain;
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.startsWith(".") || text.contains("..")) {
      return false;
    }
    return text.chars()
        .allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-._".indexOf(c) >= 0);
  }

  /// A host in lower case, without the dot that names from the root of DNS have at their end.
  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /// Whether a request may be for this host, which may have a port.
  public boolean allows(String host) {
    if (all) {
      return true;
    }
    String plain = plain(Host.withoutPort(host));
    if (names.contains(plain)) {
      return true;
    }
    for (String suffix : suffixes) {
      if (plain.length() > suffix.length() && plain.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }
}
