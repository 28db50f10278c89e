package io.github.tinyhttp.files;

import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/// Entries reached by the path of their directory: for the root of a tree, and for all directories
/// where the system knows no other way. There, a process that puts a link in the place of a
/// directory between two looks at it could lead the walk out of the tree.
record PathDirectoryHandle(Path directory) implements DirectoryHandle {
  static final Set<OpenOption> READ_NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ);

  @Override
  public Path name(String name) {
    return directory.resolve(name);
  }

  @Override
  public BasicFileAttributes look(Path name) throws IOException {
    return Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public FileState state(Path name, BasicFileAttributes seen) throws IOException {
    return FileState.of(name, seen, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public ReadableByteChannel open(Path name) throws IOException {
    // archives know neither links nor the option
    boolean isOfMachine = name.getFileSystem().equals(FileSystems.getDefault());
    return Files.newByteChannel(name, isOfMachine ? READ_NO_LINK : READ);
  }

  /// The opened directory must be the one that was seen, which was not a link. This way of opening
  /// follows links, so the file's key is compared.
  @Override
  public DirectoryHandle enter(Path name, BasicFileAttributes seen) throws IOException {
    var below = new PathDirectoryHandle(name);
    if (!name.getFileSystem().equals(FileSystems.getDefault()) || seen.fileKey() == null) {
      return below;
    }
    DirectoryStream<Path> stream = below.entries();
    try {
      if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
        stream.close();
        return below;
      }
      var here = secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
      if (!Objects.equals(here.fileKey(), seen.fileKey())) {
        throw new NoSuchFileException(name.toString());
      }
      return new SecureDirectoryHandle(secure, name);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  @Override
  public DirectoryStream<Path> entries() throws IOException {
    return directory.getFileSystem().provider().newDirectoryStream(directory, _ -> true);
  }

  @Override
  public void close() {}
}
