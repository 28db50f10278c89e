package io.github.tinyhttp.semantics;

import io.github.tinyhttp.EntityTag;
import java.util.List;
import java.util.function.Predicate;

/// The value of If-Match and If-None-Match, RFC 9110 §13.1.1: `*`, or a list of entity tags over
/// any number of lines.
final class EntityTags {
  private EntityTags() {}

  /// Whether the value stands for any representation there may be.
  static boolean isAny(List<String> lines) {
    return lines.size() == 1 && lines.getFirst().equals("*");
  }

  /// Whether one of the listed tags satisfies `wanted`. Anything else is skipped up to the next
  /// comma.
  static boolean anyMatch(List<String> lines, Predicate<EntityTag> wanted) {
    for (String line : lines) {
      if (anyMatch(line, wanted)) {
        return true;
      }
    }
    return false;
  }

  /// As [#anyMatch(List, Predicate)], of one line.
  ///
  /// A comma between quotes belongs to the tag; a backslash is a character like any other, so this
  /// is not the list of §5.6.1 with its quoted strings.
  static boolean anyMatch(String line, Predicate<EntityTag> wanted) {
    int start = 0;
    while (start < line.length()) {
      int end = endOfElement(line, start);
      if (EntityTag.parse(line.substring(start, end).strip()).filter(wanted).isPresent()) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  private static int endOfElement(String line, int start) {
    boolean quoted = false;
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ',' && !quoted) {
        return i;
      }
      quoted ^= c == '"';
    }
    return line.length();
  }
}
