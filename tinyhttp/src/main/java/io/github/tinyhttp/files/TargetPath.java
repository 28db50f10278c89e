package io.github.tinyhttp.files;

import io.github.tinyhttp.syntax.PercentCoding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names in the path of a request, from the root of a tree on.
///
/// Decoded exactly once, name by name, so an encoded slash is never a separator and what was
/// encoded twice stays encoded. A path is refused as a whole if one of its names is not a [plain
/// one][FileName]; nothing is cleaned, joined or left out, so that each file has one path only.
///
/// @param names as they are in the tree; none for the root
/// @param isDirectory whether it ends in a slash
record TargetPath(List<String> names, boolean isDirectory) {

  /// Reads a path.
  ///
  /// @param rawPath as it was sent
  /// @return empty if no file that a server should hand out can have that path
  static Optional<TargetPath> parse(String rawPath) {
    if (!rawPath.startsWith("/")) {
      return Optional.empty(); // `*`, or the target of CONNECT
    }
    var names = new ArrayList<String>();
    int start = 1;
    for (int slash = rawPath.indexOf('/', 1); slash >= 0; slash = rawPath.indexOf('/', start)) {
      if (!add(names, rawPath.substring(start, slash))) {
        return Optional.empty();
      }
      start = slash + 1;
    }
    boolean isDirectory = start == rawPath.length();
    if (!isDirectory && !add(names, rawPath.substring(start))) {
      return Optional.empty();
    }
    return Optional.of(new TargetPath(List.copyOf(names), isDirectory));
  }

  private static boolean add(List<String> names, String segment) {
    Optional<String> name = decode(segment).filter(FileName::isPlain);
    name.ifPresent(names::add);
    return name.isPresent();
  }

  /// The segment as UTF-8; empty if it is not, or has a character that no URI has (RFC 3986 §2).
  private static Optional<String> decode(String segment) {
    byte[] bytes = segment.getBytes(StandardCharsets.UTF_8);
    return bytes.length > segment.length()
        ? Optional.empty()
        : PercentCoding.decode(bytes, 0, bytes.length, PercentCoding.Plus.ITSELF)
            .flatMap(TargetPath::utf8);
  }

  /// Strictly: a new decoder refuses overlong forms, surrogates and sequences that are cut.
  private static Optional<String> utf8(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return Optional.of(text.toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }
}
