package io.github.tinyhttp.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Files below one root, and the way to them. For use by any number of threads.
sealed interface Tree permits PathTree, ClassPathTree {
  /// Files below a directory of a file system, be it the machine's or that of an archive.
  static Tree of(Path root, Visibility visibility, Links links) {
    return new PathTree(root.toAbsolutePath(), visibility, links);
  }

  /// Resources of a class loader below a name.
  ///
  /// @param root names, each followed by a slash
  static Tree of(ClassLoader loader, String root, Visibility visibility) {
    return new ClassPathTree(loader, root, visibility);
  }

  /// Opens the root, for one request.
  Directory open() throws IOException;

  /// Opens the directory that names lead to, each of them a directory in the one before.
  ///
  /// @return empty if there is none, or it is not shown
  default Optional<Directory> find(List<String> names) throws IOException {
    Directory here = open();
    for (String name : names) {
      Optional<Directory> next;
      try (Directory above = here) {
        next = above.enter(name);
      }
      if (next.isEmpty()) {
        return Optional.empty();
      }
      here = next.get();
    }
    return Optional.of(here);
  }
}
