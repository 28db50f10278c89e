package io.github.tinyhttp.engine;

/// How much memory connections may hold for their clients.
///
/// @param all how many bytes all connections together may hold
/// @param each how many bytes one of them may hold
public record MemoryBounds(long all, long each) {
  /// No bound.
  public static final MemoryBounds NONE = new MemoryBounds(Long.MAX_VALUE, Long.MAX_VALUE);

  /// How many bytes all may hold before connections are not read from.
  long comfortable() {
    return all - all / 4;
  }

  /// How many bytes one may hold before it is not read from.
  long comfortableForEach() {
    return each - each / 4;
  }
}
