package io.github.tinyhttp.syntax;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;

/// Reads dates, RFC 9110 §5.6.7:
///
/// ```
/// Sun, 06 Nov 1994 08:49:37 GMT     the format of today
/// Sunday, 06-Nov-94 08:49:37 GMT    obsolete, RFC 850
/// Sun Nov  6 08:49:37 1994          obsolete, asctime() of C
/// ```
///
/// A year of four digits has to agree with the day of the week.
final class DateParser {
  private static final List<String> DAYS = List.of(HttpDate.DAYS);
  private static final List<String> MONTHS = List.of(HttpDate.MONTHS);
  private static final List<String> LONG_DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final long DAY = 86_400;

  private final String text;

  private DateParser(String text) {
    this.text = text;
  }

  /// @param now in seconds of Unix time; the century of a year of two digits follows from it
  static OptionalLong parse(String text, long now) {
    var parser = new DateParser(text);
    try {
      return switch (text.indexOf(',')) {
        case 3 -> parser.fixed();
        case -1 -> parser.asctime();
        default -> parser.rfc850(now);
      };
    } catch (DateTimeException _) {
      return OptionalLong.empty(); // the 30th of February
    }
  }

  private OptionalLong fixed() {
    return isLike(", 00 aaa 0000 00:00:00 GMT", 3)
        ? time(date(number(12, 4), 8, number(5, 2)), 17, true)
        : OptionalLong.empty();
  }

  private OptionalLong asctime() {
    boolean oneDigit = isLike(" aaa  0 00:00:00 0000", 3);
    return oneDigit || isLike(" aaa 00 00:00:00 0000", 3)
        ? time(date(number(20, 4), 4, oneDigit ? number(9, 1) : number(8, 2)), 11, true)
        : OptionalLong.empty();
  }

  private OptionalLong rfc850(long now) {
    int comma = text.indexOf(',');
    if (!LONG_DAYS.contains(text.substring(0, comma))
        || !isLike(", 00-aaa-00 00:00:00 GMT", comma)) {
      return OptionalLong.empty();
    }
    LocalDate today = LocalDate.ofEpochDay(Math.floorDiv(now, DAY));
    int year = today.getYear() / 100 * 100 + number(comma + 9, 2);
    LocalDate date = date(year, comma + 5, number(comma + 2, 2));
    if (date.isAfter(today.plusYears(50))) {
      date = date.minusYears(100);
    }
    return time(date, comma + 12, false);
  }

  /// Whether the text from `start` to its end has a digit for each 0, a letter for each a, and else
  /// these characters.
  private boolean isLike(String pattern, int start) {
    if (text.length() != start + pattern.length()) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      char c = text.charAt(start + i);
      boolean fits =
          switch (pattern.charAt(i)) {
            case '0' -> c >= '0' && c <= '9';
            case 'a' -> c >= 'A' && c <= 'z';
            default -> c == pattern.charAt(i);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private int number(int start, int length) {
    return Integer.parseInt(text, start, start + length, 10);
  }

  private LocalDate date(int year, int monthStart, int day) {
    int month = MONTHS.indexOf(text.substring(monthStart, monthStart + 3)) + 1;
    return LocalDate.of(year, month, day);
  }

  /// A second of 60 is one that was inserted at the end of a day.
  private OptionalLong time(LocalDate date, int start, boolean named) {
    int hour = number(start, 2);
    int minute = number(start + 3, 2);
    int second = number(start + 6, 2);
    boolean inserted = hour == 23 && minute == 59 && second == 60;
    boolean valid = hour < 24 && minute < 60 && second < 60 || inserted;
    int day = date.getDayOfWeek().getValue() - 1;
    if (!valid || named && !text.startsWith(DAYS.get(day))) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(date.toEpochDay() * DAY + hour * 3600L + minute * 60L + second);
  }
}
