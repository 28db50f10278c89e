package io.github.tinyhttp.metrics;

import io.github.tinyhttp.testkit.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What applications can name.
class PublicApiTest {
  @Test
  void is_what_the_file_says() throws Exception {
    PublicApi.check(TinyhttpMetrics.class, Path.of("api/tinyhttp-metrics.api.txt"));
  }
}
