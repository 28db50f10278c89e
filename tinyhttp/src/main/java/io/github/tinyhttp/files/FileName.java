package io.github.tinyhttp.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names of files may stand in a path. [NameRules] says which of these questions counts
/// where.
final class FileName {
  /// The bound of common file systems; looking up a longer name would be an error, not a miss.
  private static final int MOST_BYTES = 255;

  /// Devices of Windows, in any directory and with any ending.
  private static final Set<String> DEVICES =
      Set.of("con", "prn", "aux", "nul", "conin$", "conout$");

  private static final Pattern NUMBERED_DEVICE = Pattern.compile("(com|lpt)[0-9¹²³]");

  /// How Windows abbreviates names, which would be a second way to ask for a file: `GIT~1` may be
  /// `.git`.
  private static final Pattern SHORT_NAME =
      Pattern.compile("[^.~]{1,6}~[0-9]{1,6}(?:\\.[^.]{0,3})?");

  private FileName() {}

  /// Whether the name can be that of one entry of a directory on any platform: no dots that lead
  /// away, no slash, no control character, and not too long.
  static boolean isPlain(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || isTooLong(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '/' || Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a plain name stands for itself on Windows, too: no backslash, no drive or alternate
  /// stream (`:`), no dot or space at the end, which Windows ignores, and no device.
  static boolean isPlainOnWindows(String name) {
    char last = name.charAt(name.length() - 1);
    return last != '.'
        && !Character.isWhitespace(last)
        && !Character.isSpaceChar(last)
        && name.indexOf('\\') < 0
        && name.indexOf(':') < 0
        && !isDevice(name);
  }

  private static boolean isTooLong(String name) {
    return name.length() > MOST_BYTES
        || 3 * name.length() > MOST_BYTES
            && name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
  }

  private static boolean isDevice(String name) {
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).strip();
    if (stem.length() < 3 || stem.length() > 7) {
      return false;
    }
    String lower = stem.toLowerCase(Locale.ROOT);
    return DEVICES.contains(lower) || NUMBERED_DEVICE.matcher(lower).matches();
  }

  /// Whether it may be a short name, for file systems that have them.
  static boolean isAbbreviation(String name) {
    return SHORT_NAME.matcher(name).matches();
  }

  /// Whether it begins with a dot: what Unix hides. Characters that some file systems do not count
  /// (a zero-width joiner in front) make no difference.
  static boolean isDotFile(String name) {
    int i = 0;
    while (i < name.length() && Character.getType(name.charAt(i)) == Character.FORMAT) {
      i++;
    }
    return i < name.length() && name.charAt(i) == '.';
  }
}
