package io.github.tinyhttp.testing;

import io.github.tinyhttp.testkit.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What tests of applications can name.
class PublicApiTest {
  @Test
  void is_what_the_file_says() throws Exception {
    PublicApi.check(TestRequest.class, Path.of("api/tinyhttp-testing.api.txt"));
  }
}
