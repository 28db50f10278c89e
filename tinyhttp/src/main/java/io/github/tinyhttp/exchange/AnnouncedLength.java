package io.github.tinyhttp.exchange;

import java.io.IOException;
import java.util.OptionalLong;

/// The length of content that the head of its response has told, against what is written of it. For
/// the thread that writes.
public final class AnnouncedLength {
  private final OptionalLong announced;

  /// How much content may still be written.
  private long left;

  /// @param announced in bytes; empty if the head tells no length, so there is nothing to keep to
  public AnnouncedLength(OptionalLong announced) {
    this.announced = announced;
    this.left = announced.orElse(Long.MAX_VALUE);
  }

  /// Some content is written.
  ///
  /// @throws IOException if it is more than was announced
  public void take(long count) throws IOException {
    if (count > left) {
      throw new IOException("more content than the announced " + announced.orElse(0) + " bytes");
    }
    left -= count;
  }

  /// All content is written.
  ///
  /// @throws IOException if it is less than was announced
  public void checkComplete() throws IOException {
    if (announced.isPresent() && left > 0) {
      throw new IOException("the content is " + left + " bytes shorter than announced");
    }
  }
}
