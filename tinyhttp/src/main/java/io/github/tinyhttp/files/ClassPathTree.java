package io.github.tinyhttp.files;

import java.util.List;

/// Resources of a class loader below a name: files of a jar, of the JDK's own image, or of a
/// directory on the class path.
///
/// @param root names, each followed by a slash
record ClassPathTree(ClassLoader loader, String root, Visibility visibility) implements Tree {
  @Override
  public Directory open() {
    return new ClassPathDirectory(this, List.of());
  }
}
