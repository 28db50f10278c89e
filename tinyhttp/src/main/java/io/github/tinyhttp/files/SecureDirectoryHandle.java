package io.github.tinyhttp.files;

import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/// Entries reached through an open directory (`openat` of POSIX): it stays the same one, whatever
/// is renamed or linked meanwhile.
///
/// @param directory the open directory
/// @param path where it was found
record SecureDirectoryHandle(SecureDirectoryStream<Path> directory, Path path)
    implements DirectoryHandle {
  @Override
  public Path name(String name) {
    return Path.of(name);
  }

  @Override
  public BasicFileAttributes look(Path name) throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  @Override
  public FileState state(Path name, BasicFileAttributes seen) throws IOException {
    return FileState.of(path.resolve(name), seen, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public ReadableByteChannel open(Path name) throws IOException {
    return directory.newByteChannel(name, PathDirectoryHandle.READ_NO_LINK);
  }

  @Override
  public DirectoryHandle enter(Path name, BasicFileAttributes seen) throws IOException {
    return new SecureDirectoryHandle(
        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS), path.resolve(name));
  }

  @Override
  public DirectoryStream<Path> entries() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
