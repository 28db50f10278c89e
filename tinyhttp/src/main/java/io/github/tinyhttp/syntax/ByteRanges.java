package io.github.tinyhttp.syntax;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which bytes a `Range` field asks for, RFC 9110 §14.1.2 and §14.2.
public sealed interface ByteRanges {
  /// The most ranges in one field; a client that asks for more gets the whole content.
  int MOST = 100;

  /// The field does not count: another unit, not valid, or too much.
  record Ignored() implements ByteRanges {}

  /// The field is valid, but the content has no such bytes.
  record Unsatisfiable() implements ByteRanges {}

  /// The ranges to send, in the order they were asked for; those that overlap or touch are one, in
  /// the place of the first.
  record Some(List<Range> ranges) implements ByteRanges {}

  /// @param first the offset of the first byte
  /// @param last the offset of the last byte
  record Range(long first, long last) {
    public long length() {
      return last - first + 1;
    }

    /// As `Content-Range` tells it.
    public String of(long length) {
      return "bytes " + first + "-" + last + "/" + length;
    }
  }

  ByteRanges IGNORED = new Ignored();
  ByteRanges UNSATISFIABLE = new Unsatisfiable();

  /// Reads the field.
  ///
  /// @param length of the whole content
  static ByteRanges parse(String field, long length) {
    int equals = field.indexOf('=');
    if (equals < 0 || !field.substring(0, equals).equalsIgnoreCase("bytes") || length == 0) {
      return IGNORED; // empty content has no ranges, and a client that always asks for one gets the
      // whole
    }
    var ranges = new ArrayList<Range>(1);
    int count = 0;
    for (int start = equals + 1; start <= field.length(); ) {
      int comma = field.indexOf(',', start);
      int end = comma < 0 ? field.length() : comma;
      String spec = trim(field, start, end);
      start = end + 1;
      if (spec.isEmpty()) {
        continue; // §5.6.1.2: empty elements do not count
      }
      if (++count > MOST || !isValid(spec)) {
        return IGNORED;
      }
      addTo(ranges, spec, length);
    }
    if (count == 0) {
      return IGNORED;
    }
    return ranges.isEmpty() ? UNSATISFIABLE : new Some(merged(ranges));
  }

  private static String trim(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isOws(text.charAt(start))) {
      start++;
    }
    while (end > start && isOws(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isOws(char c) {
    return c == ' ' || c == '\t';
  }

  /// Digits, a dash, digits: one of the two may be missing, and the last is not before the first.
  private static boolean isValid(String spec) {
    int dash = spec.indexOf('-');
    if (dash < 0 || spec.length() == 1) {
      return false;
    }
    for (int i = 0; i < spec.length(); i++) {
      char c = spec.charAt(i);
      if (i != dash && (c < '0' || c > '9')) {
        return false;
      }
    }
    String first = significant(spec, 0, dash);
    String last = significant(spec, dash + 1, spec.length());
    boolean both = dash > 0 && dash < spec.length() - 1;
    return !both
        || first.length() < last.length()
        || first.length() == last.length() && first.compareTo(last) <= 0;
  }

  private static String significant(String digits, int from, int end) {
    int start = from;
    while (start < end && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start, end);
  }

  private static void addTo(List<Range> ranges, String spec, long length) {
    int dash = spec.indexOf('-');
    long last = number(spec, dash + 1, spec.length());
    if (dash == 0) {
      if (last > 0) {
        ranges.add(new Range(Math.max(0, length - last), length - 1));
      }
      return;
    }
    long first = number(spec, 0, dash);
    if (first < length) {
      boolean open = dash == spec.length() - 1;
      ranges.add(new Range(first, open ? length - 1 : Math.min(last, length - 1)));
    }
  }

  /// The number, or the largest long if it is larger: no length is greater than that.
  private static long number(String digits, int start, int end) {
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = digits.charAt(i) - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        return Long.MAX_VALUE;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  /// §15.3.7.2: ranges that overlap are sent as one, so that no byte is sent twice.
  private static List<Range> merged(List<Range> ranges) {
    if (ranges.size() == 1) {
      return ranges;
    }
    record Asked(int place, Range range) {}
    var sorted = new ArrayList<Asked>(ranges.size());
    for (Range range : ranges) {
      sorted.add(new Asked(sorted.size(), range));
    }
    sorted.sort(Comparator.comparingLong(asked -> asked.range().first()));
    var merged = new ArrayList<Asked>(ranges.size());
    for (Asked next : sorted) {
      Asked before = merged.isEmpty() ? null : merged.getLast();
      if (before == null || next.range().first() > before.range().last() + 1) {
        merged.add(next);
      } else {
        long last = Math.max(before.range().last(), next.range().last());
        var both = new Range(before.range().first(), last);
        merged.set(merged.size() - 1, new Asked(Math.min(before.place(), next.place()), both));
      }
    }
    merged.sort(Comparator.comparingInt(Asked::place));
    return merged.stream().map(Asked::range).toList();
  }
}
