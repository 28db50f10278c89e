package io.github.tinyhttp.syntax;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/// Dates as HTTP writes them, RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
public final class HttpDate {
  static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /// A whole `Date` line of one second.
  ///
  /// @param until when the second is over, by the clock that callers of [#dateLine(long)] read
  private record Line(long until, long second, String date, byte[] bytes) {
    static Line of(long second, long until) {
      String date = format(second);
      byte[] bytes = ("Date: " + date + "\r\n").getBytes(StandardCharsets.US_ASCII);
      return new Line(until, second, date, bytes);
    }
  }

  private static final long SECOND_NANOS = 1_000_000_000;

  private static volatile Line last = Line.of(currentSecond(), Long.MIN_VALUE);

  private HttpDate() {}

  /// The `Date` line of this second, with its CR LF. Shared: not to be changed. Made once a second,
  /// so that a response costs no look at the system's clock.
  ///
  /// @param now in nanoseconds, by a clock that all callers share; the class that puts it back
  ///   calls [#refresh()]
  public static byte[] dateLine(long now) {
    return current(now).bytes();
  }

  /// The date of this second, as [#dateLine(long)] has it.
  public static String date(long now) {
    return current(now).date();
  }

  private static Line current(long now) {
    Line line = last;
    if (now >= line.until() || now < line.until() - SECOND_NANOS) {
      long millis = System.currentTimeMillis();
      line = Line.of(millis / 1000, now + (1000 - millis % 1000) * 1_000_000);
      last = line;
    }
    return line;
  }

  /// The clock of [#dateLine(long)] has left out some time.
  public static void refresh() {
    last = Line.of(currentSecond(), Long.MIN_VALUE);
  }

  /// The current second of Unix time. No `Date` line from now on is earlier, so no other date in a
  /// response is later than its `Date`.
  public static long second() {
    long second = currentSecond();
    if (second > last.second()) {
      last = Line.of(second, Long.MIN_VALUE);
    }
    return second;
  }

  private static long currentSecond() {
    return System.currentTimeMillis() / 1000;
  }

  /// The date of a second of Unix time, as IMF-fixdate.
  public static String format(long epochSecond) {
    // no ZonedDateTime: its zone rules are a file, and there may be no descriptor left to open it
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    var text = new StringBuilder(29); // no formatter: a server that starts has to load it first
    text.append(DAYS[time.getDayOfWeek().getValue() - 1]).append(", ");
    twoDigits(text, time.getDayOfMonth()).append(' ');
    text.append(MONTHS[time.getMonthValue() - 1]).append(' ');
    twoDigits(text, time.getYear() / 100);
    twoDigits(text, time.getYear() % 100).append(' ');
    twoDigits(text, time.getHour()).append(':');
    twoDigits(text, time.getMinute()).append(':');
    return twoDigits(text, time.getSecond()).append(" GMT").toString();
  }

  /// Reads a date in any of the three formats of the standard. Strict: text that does not follow
  /// the grammar, and a day that never was, are not dates.
  ///
  /// @return the second of Unix time; empty if it is not a date
  public static OptionalLong parse(String text) {
    return DateParser.parse(text, System.currentTimeMillis() / 1000);
  }

  private static StringBuilder twoDigits(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
