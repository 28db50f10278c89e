package io.github.tinyhttp.syntax;

import io.github.tinyhttp.wire.Clock;
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

  /// A whole `Date` line, and until when it is true, by [Clock].
  private record Line(long until, long second, byte[] bytes) {}

  private static volatile Line last = line();

  private HttpDate() {}

  /// The `Date` line of this second, with its CR LF. Shared: not to be changed. Made once a second,
  /// so that an answer costs no look at the system's clock.
  ///
  /// @param now the time by [Clock]
  public static byte[] dateLine(long now) {
    return lineOf(now).bytes();
  }

  /// The second of Unix time that the `Date` line tells: no date in an answer may be later.
  ///
  /// @param now the time by [Clock]
  public static long second(long now) {
    return lineOf(now).second();
  }

  private static Line lineOf(long now) {
    Line line = last;
    if (now >= line.until()) {
      line = line();
      last = line;
    }
    return line;
  }

  private static Line line() {
    long millis = System.currentTimeMillis();
    String text = "Date: " + format(millis / 1000) + "\r\n";
    long until = Clock.now() + (1000 - millis % 1000) * 1_000_000;
    return new Line(until, millis / 1000, text.getBytes(StandardCharsets.US_ASCII));
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

  /// Reads a date in any of the three formats of the standard. Strict: anything but the grammar,
  /// and a day that never was, is no date.
  ///
  /// @return the second of Unix time; empty if it is no date
  public static OptionalLong parse(String text) {
    return DateParser.parse(text, System.currentTimeMillis() / 1000);
  }

  private static StringBuilder twoDigits(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
