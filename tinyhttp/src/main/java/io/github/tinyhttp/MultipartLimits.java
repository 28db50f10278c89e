package io.github.tinyhttp;

/// How much a client may send in a `multipart/form-data` body. What is more is answered with 413.
///
/// @param parts how many parts, 1,000
/// @param head bytes of the head of a part, 8 KiB; also of what stands before the first part and
///   behind the last, which has no meaning
/// @param fields field lines in the head of a part, 32
/// @param memory bytes of a part that [Part#text()] and [Part#bytes()] give, and of all texts of a
///   [Form] together, 8 MiB
/// @param total bytes of the body, decoded, 128 MiB: they may all land on the disk
public record MultipartLimits(int parts, int head, int fields, int memory, long total) {
  private static final MultipartLimits DEFAULTS =
      new MultipartLimits(1000, 8 << 10, 32, 8 << 20, 128L << 20);

  /// A head is held in memory as a whole.
  private static final int LARGEST_HEAD = 1 << 20;

  /// @throws IllegalArgumentException for a bound that is not positive, or a head of more than 1
  ///   MiB
  public MultipartLimits {
    if (parts <= 0 || head <= 0 || fields <= 0 || memory <= 0 || total <= 0) {
      throw new IllegalArgumentException(
          "every bound has to be positive: %d parts, %d head, %d fields, %d memory, %d total"
              .formatted(parts, head, fields, memory, total));
    }
    if (head > LARGEST_HEAD) {
      throw new IllegalArgumentException(
          "a head of %d bytes is over %d".formatted(head, LARGEST_HEAD));
    }
  }

  /// As documented above.
  public static MultipartLimits defaults() {
    return DEFAULTS;
  }

  /// With another number of parts.
  public MultipartLimits withParts(int count) {
    return new MultipartLimits(count, head, fields, memory, total);
  }

  /// With another bound for the head of a part.
  public MultipartLimits withHead(int bytes) {
    return new MultipartLimits(parts, bytes, fields, memory, total);
  }

  /// With another number of field lines in a head.
  public MultipartLimits withFields(int count) {
    return new MultipartLimits(parts, head, count, memory, total);
  }

  /// With another bound for what is held in memory.
  public MultipartLimits withMemory(int bytes) {
    return new MultipartLimits(parts, head, fields, bytes, total);
  }

  /// With another bound for the whole body; `Long.MAX_VALUE` for none.
  public MultipartLimits withTotal(long bytes) {
    return new MultipartLimits(parts, head, fields, memory, bytes);
  }
}
