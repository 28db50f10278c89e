package io.github.tinyhttp;

import io.github.tinyhttp.syntax.HttpDate;
import java.time.Duration;
import java.time.Instant;

/// The values of fields of a response that hold a date, or seconds.
final class ResponseDates {
  private static final long NEARLY_A_SECOND = 999_999_999;

  /// The first second of the year 0, and the last of the year 9999: between them are the dates that
  /// HTTP can write.
  private static final long FIRST_SECOND = -62_167_219_200L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private ResponseDates() {}

  /// `Retry-After` in seconds, rounded up.
  ///
  /// @throws IllegalArgumentException if it is negative
  static String retryAfter(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("Retry-After cannot be negative: " + time);
    }
    return Long.toString(time.plusNanos(NEARLY_A_SECOND).toSeconds());
  }

  /// `Retry-After` as a date, rounded up to a second.
  ///
  /// @throws IllegalArgumentException for a year before 0 or after 9999
  static String retryAfter(Instant time) {
    long second = time.plusNanos(NEARLY_A_SECOND).getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw new IllegalArgumentException("not a date in HTTP: " + time);
    }
    return HttpDate.format(second);
  }

  /// `Last-Modified`, not later than now (RFC 9110 §8.8.2.1).
  static String lastModified(Instant time) {
    return HttpDate.format(Math.clamp(time.getEpochSecond(), FIRST_SECOND, HttpDate.second()));
  }
}
