package io.github.tinyhttp.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// An open directory of a tree, for one request and one thread. It gives its own entries only:
/// names are [plain][FileName], links are not followed (or, in a tree that follows them, not out of
/// it), and entries that are neither regular files nor directories do not exist for it. So a walk
/// from the root cannot leave the tree, even if other processes change it meanwhile.
interface Directory extends Closeable {
  /// The file of that name. It can be opened as long as this directory is open.
  ///
  /// @return empty if there is no regular file of that name, or it is not shown
  Optional<FileEntry> file(String name) throws IOException;

  /// Opens the directory of that name; this one may be closed then.
  ///
  /// @return empty if there is no directory of that name, or it is not shown
  Optional<Directory> enter(String name) throws IOException;

  /// The names of what [#file(String)] and [#enter(String)] would find, in no order; those of
  /// directories end in a slash. Stops at `most`, so as not to read a directory without end.
  ///
  /// @return empty if this kind of directory cannot say
  Optional<List<String>> list(int most) throws IOException;

  @Override
  void close() throws IOException;
}
