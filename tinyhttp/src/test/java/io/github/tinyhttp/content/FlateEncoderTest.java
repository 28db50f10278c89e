package io.github.tinyhttp.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What an encoder holds while a stream is quiet, such as one of events that has none to tell.
class FlateEncoderTest {
  private static WeakReference<byte[]> write(OutputStream out) throws IOException {
    byte[] event = new byte[1 << 20];
    out.write(event);
    out.flush();
    return new WeakReference<>(event);
  }

  private static void awaitFreed(WeakReference<byte[]> written) {
    Await.until(
        "it is freed",
        () -> {
          System.gc();
          return written.refersTo(null);
        });
  }

  @ParameterizedTest
  @EnumSource(FlateFormat.class)
  void nothing_outlives_its_coding_in_a_stream_that_goes_on(FlateFormat format) throws IOException {
    var coded = new ByteArrayOutputStream();
    try (var encoder = new FlateEncoder(coded, format, 6)) {
      awaitFreed(write(encoder));
      int before = coded.size();
      encoder.write(1);
      encoder.flush();
      assertThat(coded.size()).isGreaterThan(before);
    }
  }

  @Test
  void nothing_outlives_the_stream() throws IOException {
    var encoder = new FlateEncoder(OutputStream.nullOutputStream(), FlateFormat.GZIP, 6);
    WeakReference<byte[]> written = write(encoder);
    encoder.close(); // its deflater is kept for other streams
    awaitFreed(written);
  }
}
