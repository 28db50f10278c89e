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
/// encoded twice stays encoded. Then `.` and `..` are removed (RFC 3986 §5.2.4), also where they
/// were sent encoded, as these mean the same (§6.2.2.2); but a path is refused if it leaves the
/// tree on the way, or if another of its names is not a [plain one][FileName].
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
      if (step(names, rawPath.substring(start, slash)) == Step.NOWHERE) {
        return Optional.empty();
      }
      start = slash + 1;
    }
    Step last = start == rawPath.length() ? Step.BACK : step(names, rawPath.substring(start));
    return switch (last) {
      case DOWN -> Optional.of(new TargetPath(List.copyOf(names), false));
      case BACK -> Optional.of(new TargetPath(List.copyOf(names), true));
      case NOWHERE -> Optional.empty();
    };
  }

  /// What a segment of a path does.
  private enum Step {
    /// It adds a name.
    DOWN,
    /// It is a dot segment, or empty at the end: the path leads to a directory.
    BACK,
    /// It has no name that a file could have, or leads out of the tree.
    NOWHERE
  }

  private static Step step(List<String> names, String segment) {
    String name = decode(segment).orElse("");
    if (name.equals(".")) {
      return Step.BACK;
    }
    if (name.equals("..")) {
      return names.isEmpty() ? Step.NOWHERE : back(names);
    }
    if (!FileName.isPlain(name)) {
      return Step.NOWHERE;
    }
    names.add(name);
    return Step.DOWN;
  }

  private static Step back(List<String> names) {
    names.removeLast();
    return Step.BACK;
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
