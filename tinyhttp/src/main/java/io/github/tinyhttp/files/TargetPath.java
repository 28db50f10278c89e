package io.github.tinyhttp.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The names that the path of a request leads through, from the root of a tree on.
///
/// Decoded exactly once, name by name, so an encoded slash is never a separator and what was
/// encoded twice stays encoded. A path is refused as a whole if one of its names is not a [plain
/// one][FileName]; nothing is cleaned, joined or left out, so that there is one way only to ask for
/// a file.
///
/// @param names as they are in the tree; none for the root
/// @param isDirectory whether it ends in a slash
record TargetPath(List<String> names, boolean isDirectory) {

  /// Reads a path.
  ///
  /// @param rawPath as it was sent
  /// @return empty if nothing a server should hand out can have that path
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

  /// The segment as UTF-8; empty if it is not.
  private static Optional<String> decode(String segment) {
    var bytes = new byte[segment.length()];
    int count = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c >= 0x80) {
        return Optional.empty(); // not in a URI, RFC 3986 §2
      }
      if (c != '%') {
        bytes[count++] = (byte) c;
        continue;
      }
      if (i + 2 >= segment.length()) {
        return Optional.empty();
      }
      int high = digit(segment.charAt(++i));
      int low = digit(segment.charAt(++i));
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes[count++] = (byte) (high << 4 | low);
    }
    try {
      // a new decoder refuses what is malformed: overlong forms, surrogates, cut sequences
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, count)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
