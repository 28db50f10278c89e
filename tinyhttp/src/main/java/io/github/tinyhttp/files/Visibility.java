package io.github.tinyhttp.files;

import java.util.List;

/// Which names are handed out.
enum Visibility {
  /// Dot-files, and all that is in directories that begin with a dot, are as if they were not
  /// there; but for `/.well-known/`, RFC 8615.
  NO_DOT_FILES {
    @Override
    boolean shows(int depth, String name) {
      return !FileName.isDotFile(name) || depth == 0 && name.equals(".well-known");
    }
  },
  /// Every file.
  ALL {
    @Override
    boolean shows(int depth, String name) {
      return true;
    }
  };

  /// Whether an entry of that name is shown.
  ///
  /// @param depth 0 in the root of a tree, 1 below it
  abstract boolean shows(int depth, String name);

  /// Whether all those names, one below the other from the root on, are shown.
  boolean shows(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (!shows(i, names.get(i))) {
        return false;
      }
    }
    return true;
  }
}
