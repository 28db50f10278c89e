package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
}
