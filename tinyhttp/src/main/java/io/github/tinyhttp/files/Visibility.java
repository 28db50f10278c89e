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
  /// As [#NO_DOT_FILES], with names that begin with two dots: programs that replace a whole
  /// directory at once keep its versions under such names, and let links lead there. The volumes of
  /// Kubernetes are made so: `index.html` leads to `..data/index.html`, `..data` to
  /// `..2026_01_31_12_00_00.1234`.
  VERSIONS {
    @Override
    boolean shows(int depth, String name) {
      return name.startsWith("..") || NO_DOT_FILES.shows(depth, name);
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

  /// What links may lead to in a tree where this much is shown.
  Visibility behindLinks() {
    return this == NO_DOT_FILES ? VERSIONS : this;
  }

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
