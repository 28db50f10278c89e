package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.conformance.Conformance;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Holds the tables of RFC 6455 and RFC 7692, the tests and the report of this module together.
class ConformanceTest {
  private final Conformance conformance;

  ConformanceTest() throws IOException {
    conformance = new Conformance("websocket", ConformanceTest.class);
  }

  @Test
  void every_requirement_that_binds_a_server_has_a_test() {
    assertThat(conformance.unproved()).isEmpty();
  }

  @Test
  void every_id_that_a_test_covers_is_in_a_table() {
    assertThat(conformance.unknown()).isEmpty();
  }

  @Test
  void every_method_that_covers_something_is_run() {
    assertThat(conformance.idle()).isEmpty();
  }

  @Test
  void the_report_is_up_to_date() throws IOException {
    String expected = conformance.expectedPage();
    assertThat(conformance.actualPage())
        .as("regenerate with -Dconformance.write=true")
        .isEqualTo(expected);
  }
}
