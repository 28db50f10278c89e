package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  @Test
  void writes_the_date_of_the_standard() {
    assertThat(HttpDate.format(784_111_777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    assertThat(HttpDate.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    assertThat(HttpDate.format(951_782_400)).isEqualTo("Tue, 29 Feb 2000 00:00:00 GMT");
  }

  @Test
  void agrees_with_the_formatter_of_the_jdk() {
    var formatter =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      long second = random.nextLong(0, 253_402_300_800L); // to the end of the year 9999
      assertThat(HttpDate.format(second))
          .isEqualTo(formatter.format(Instant.ofEpochSecond(second)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void reads_the_three_formats_of_the_standard(String text) {
    assertThat(HttpDate.parse(text)).hasValue(784_111_777);
  }

  @Test
  void reads_what_it_writes() {
    var random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      long second = random.nextLong(-62_167_219_200L, 253_402_300_800L);
      assertThat(HttpDate.parse(HttpDate.format(second))).hasValue(second);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06  Nov 1994 08:49:37 GMT",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Wed, 31 Jun 1994 08:49:37 GMT",
        "Tue, 29 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 N\u00f6v 1994 08:49:37 GMT",
        "Sun, 06 Nov \u0661994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Someday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Mon Nov  6 08:49:37 1994",
        ",",
        ",,,,",
        "2026-11-24T18:00:00Z",
        "784111777"
      })
  void takes_nothing_else_for_a_date(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }

  @Test
  void knows_the_second_that_is_inserted_at_the_end_of_a_day() {
    assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT"))
        .isEqualTo(HttpDate.parse("Sun, 01 Jan 2017 00:00:00 GMT"));
    assertThat(HttpDate.parse("Sat, 31 Dec 2016 22:59:60 GMT")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"70, 2070", "75, 2075", "76, 2076", "77, 1977", "94, 1994", "00, 2000", "26, 2026"})
  void a_year_of_two_digits_is_not_more_than_50_years_ahead(String digits, int year) {
    long now = Instant.parse("2026-11-24T18:00:00Z").getEpochSecond();
    long parsed = DateParser.parse("Monday, 01-Jan-" + digits + " 00:00:00 GMT", now).orElseThrow();
    assertThat(Instant.ofEpochSecond(parsed).atOffset(ZoneOffset.UTC).getYear()).isEqualTo(year);
  }

  @Test
  void the_50_years_end_to_the_day() {
    long now = Instant.parse("2026-11-24T18:00:00Z").getEpochSecond();
    assertThat(DateParser.parse("Tuesday, 24-Nov-76 18:00:00 GMT", now))
        .hasValue(Instant.parse("2076-11-24T18:00:00Z").getEpochSecond());
    assertThat(DateParser.parse("Wednesday, 25-Nov-76 18:00:00 GMT", now))
        .hasValue(Instant.parse("1976-11-25T18:00:00Z").getEpochSecond());
  }

  @Test
  void writes_the_line_of_this_second_and_none_that_is_earlier_later() {
    long before = System.currentTimeMillis() / 1000;
    long after = HttpDate.second();
    String line = new String(HttpDate.dateLine(System.nanoTime()), StandardCharsets.US_ASCII);
    assertThat(line).startsWith("Date: ").endsWith(" GMT\r\n");
    long told = HttpDate.parse(line.substring(6, line.length() - 2)).orElseThrow();
    assertThat(after).isBetween(before, System.currentTimeMillis() / 1000);
    assertThat(told).isBetween(after, System.currentTimeMillis() / 1000);
    assertThat(HttpDate.second()).isGreaterThanOrEqualTo(told);
  }
}
