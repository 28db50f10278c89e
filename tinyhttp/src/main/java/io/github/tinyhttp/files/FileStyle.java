package io.github.tinyhttp.files;

import io.github.tinyhttp.Headers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How a [FileHandler] sends the files it finds.
///
/// @param index names of the file that a directory gives, the first that is there counts
/// @param fallback the file for paths that name none
/// @param types media types before those of the table, by endings in lower case
/// @param caching the value of `Cache-Control` for a path in the tree; empty for none
/// @param headers fields of every response with a file or listing
record FileStyle(
    List<String> index,
    Optional<TargetPath> fallback,
    Listings listings,
    Siblings siblings,
    Map<String, String> types,
    Function<String, String> caching,
    Headers headers) {

  /// How a directory without an index is shown.
  enum Listings {
    HIDDEN,
    SHOWN
  }

  /// How to use files beside a file, with the ending of a content coding.
  enum Siblings {
    OF_THEIR_OWN,
    SENT_FOR_IT
  }

  static final FileStyle DEFAULT =
      new FileStyle(
          List.of("index.html"),
          Optional.empty(),
          Listings.HIDDEN,
          Siblings.OF_THEIR_OWN,
          Map.of(),
          _ -> "",
          Headers.of("X-Content-Type-Options", "nosniff"));

  FileStyle {
    index = List.copyOf(index);
    types = Map.copyOf(types);
  }

  FileStyle withIndex(List<String> names) {
    return new FileStyle(names, fallback, listings, siblings, types, caching, headers);
  }

  FileStyle withFallback(TargetPath file) {
    return new FileStyle(index, Optional.of(file), listings, siblings, types, caching, headers);
  }

  FileStyle withListings(Listings other) {
    return new FileStyle(index, fallback, other, siblings, types, caching, headers);
  }

  FileStyle withSiblings(Siblings other) {
    return new FileStyle(index, fallback, listings, other, types, caching, headers);
  }

  FileStyle withTypes(Map<String, String> others) {
    return new FileStyle(index, fallback, listings, siblings, others, caching, headers);
  }

  FileStyle withCaching(Function<String, String> other) {
    return new FileStyle(index, fallback, listings, siblings, types, other, headers);
  }

  FileStyle withHeaders(Headers others) {
    return new FileStyle(index, fallback, listings, siblings, types, caching, others);
  }
}
