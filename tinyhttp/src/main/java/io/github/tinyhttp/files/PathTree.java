package io.github.tinyhttp.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Files below a directory of a file system, be it the machine's or that of an archive. The root
/// itself may be, or be reached by, a link: the administrator chose it, and may let it point
/// elsewhere while the server runs.
///
/// @param root an absolute path
record PathTree(Path root, Visibility visibility, Links links) implements Tree {
  @Override
  public Directory open() {
    return new PathDirectory(this, List.of(), new PathDirectoryHandle(root));
  }

  /// Whether an entry is shown.
  ///
  /// @param above the names that lead to its directory
  boolean shows(List<String> above, String name) {
    return visibility.shows(above.size(), name) && NameRules.of(root.getFileSystem()).allow(name);
  }

  /// The names that lead to what a link stands for.
  ///
  /// @param above the names that lead to its directory
  /// @return empty if links are not followed, or this one leads out of the tree, to what is not
  ///   shown behind links, or nowhere
  Optional<List<String>> follow(List<String> above, String link) throws IOException {
    if (links == Links.REFUSED) {
      return Optional.empty();
    }
    Path path = root;
    for (String name : above) {
      path = path.resolve(name);
    }
    try {
      Path target = path.resolve(link).toRealPath();
      Path top = root.toRealPath();
      if (!target.startsWith(top)) { // name by name: /www-secret does not start with /www
        return Optional.empty();
      }
      var names = new ArrayList<String>();
      for (int i = top.getNameCount(); i < target.getNameCount(); i++) {
        names.add(target.getName(i).toString());
      }
      return Optional.<List<String>>of(names).filter(visibility.behindLinks()::shows);
    } catch (FileSystemException _) {
      return Optional.empty(); // a loop, or nothing there
    }
  }

  /// The tree in which the place is found that a link stands for, without another link.
  PathTree behindLinks() {
    return new PathTree(root, visibility.behindLinks(), Links.REFUSED);
  }
}
