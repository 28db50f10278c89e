package io.github.tinyhttp.files;

import io.github.tinyhttp.content.FileState;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// How the entries of a directory of a file system are reached. None of it follows a link in the
/// place of an entry.
sealed interface DirectoryHandle extends Closeable
    permits PathDirectoryHandle, SecureDirectoryHandle {
  /// The name of an entry, for the methods below.
  ///
  /// @throws java.nio.file.InvalidPathException if no entry can have that name here
  Path name(String name);

  /// Looks at an entry; at a link itself.
  BasicFileAttributes look(Path name) throws IOException;

  /// The state of a file. What no open directory can tell is looked up by its path, and counts only
  /// if the same file is found there.
  ///
  /// @param seen what a look at it has shown
  FileState state(Path name, BasicFileAttributes seen) throws IOException;

  /// Opens a file; fails for a link.
  ReadableByteChannel open(Path name) throws IOException;

  /// Opens a directory. This place may be closed then.
  ///
  /// @param seen what a look at it has shown
  /// @throws java.nio.file.NoSuchFileException if something else is there by now
  DirectoryHandle enter(Path name, BasicFileAttributes seen) throws IOException;

  /// The entries. Used once; closed with the place if not before.
  DirectoryStream<Path> entries() throws IOException;

  @Override
  void close() throws IOException;
}
