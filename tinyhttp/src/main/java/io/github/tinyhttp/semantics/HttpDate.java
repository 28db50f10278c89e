package io.github.tinyhttp.semantics;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/// Dates as HTTP writes them, RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
public final class HttpDate {
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /// A whole `Date` line, good for one second.
  private record Line(long second, byte[] bytes) {}

  private static volatile Line last = line(System.currentTimeMillis() / 1000);

  private HttpDate() {}

  /// The `Date` line of this second, with its CR LF. Shared: not to be changed.
  public static byte[] dateLine() {
    long second = System.currentTimeMillis() / 1000;
    Line line = last;
    if (line.second() != second) {
      line = line(second);
      last = line;
    }
    return line.bytes();
  }

  private static Line line(long second) {
    String text = "Date: " + format(second) + "\r\n";
    return new Line(second, text.getBytes(StandardCharsets.US_ASCII));
  }

  /// The date of a second of Unix time, as IMF-fixdate.
  public static String format(long epochSecond) {
    // no ZonedDateTime: its zone rules are a file, and there may be no descriptor left to open it
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s, %02d %s %04d %02d:%02d:%02d GMT",
        DAYS[time.getDayOfWeek().getValue() - 1],
        time.getDayOfMonth(),
        MONTHS[time.getMonthValue() - 1],
        time.getYear(),
        time.getHour(),
        time.getMinute(),
        time.getSecond());
  }
}
