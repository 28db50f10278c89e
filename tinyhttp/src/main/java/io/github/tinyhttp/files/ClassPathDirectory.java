package io.github.tinyhttp.files;

import io.github.tinyhttp.content.FileState;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;

/// A directory of resources. Which directories there are, a class loader does not say; so any name
/// leads to one, and most of them are empty.
record ClassPathDirectory(ClassPathTree tree, List<String> names) implements Directory {
  @Override
  public Optional<FileEntry> file(String name) throws IOException {
    if (!shows(name)) {
      return Optional.empty();
    }
    String resource = tree.root() + String.join("/", with(name));
    URL url = tree.loader().getResource(resource);
    if (url == null) {
      return Optional.empty();
    }
    return switch (url.getProtocol()) {
      case "file", "jrt" -> onDisk(url, resource);
      case "jar" -> inJar(url);
      default -> anywhere(url);
    };
  }

  @Override
  public Optional<Directory> enter(String name) {
    return shows(name) ? Optional.of(new ClassPathDirectory(tree, with(name))) : Optional.empty();
  }

  private boolean shows(String name) {
    return tree.visibility().shows(names.size(), name) && NameRules.ofClassPath().allow(name);
  }

  private List<String> with(String name) {
    var longer = new ArrayList<String>(names.size() + 1);
    longer.addAll(names);
    longer.add(name);
    return longer;
  }

  /// A class loader lists nothing.
  @Override
  public Optional<List<String>> list(int most) {
    return Optional.empty();
  }

  @Override
  public void close() {}

  /// A file of a directory on the class path, if no link below that directory leads to it.
  private static Optional<FileEntry> onDisk(URL url, String resource) throws IOException {
    Path path = Path.of(URI.create(url.toString()));
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Path names = path.getFileSystem().getPath(resource);
      if (!attributes.isRegularFile() || !path.toRealPath().endsWith(names)) {
        return Optional.empty();
      }
      FileState state = FileState.of(path, attributes, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(new FileEntry(state, () -> Files.newByteChannel(path)));
    } catch (FileSystemException _) {
      return Optional.empty();
    }
  }

  /// An entry of a jar. Its time is not told: builds that can be repeated give all entries the same
  /// one for ever. Its checksum says more.
  private static Optional<FileEntry> inJar(URL url) throws IOException {
    if (!(url.openConnection() instanceof JarURLConnection connection)) {
      return anywhere(url);
    }
    try {
      JarEntry entry = connection.getJarEntry();
      if (entry == null || entry.isDirectory() || entry.getSize() < 0) {
        return Optional.empty();
      }
      String checksum = Long.toHexString(entry.getCrc());
      return Optional.of(
          new FileEntry(FileState.ofChecksum(entry.getSize(), checksum), opener(url)));
    } catch (FileNotFoundException _) {
      return Optional.empty();
    }
  }

  private static Optional<FileEntry> anywhere(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    long length = connection.getContentLengthLong();
    long modified = connection.getLastModified();
    try (InputStream content = connection.getInputStream()) {
      if (length < 0) {
        length = content.transferTo(OutputStream.nullOutputStream());
      }
    }
    FileTime time = modified > 0 ? FileTime.fromMillis(modified) : null;
    return Optional.of(new FileEntry(FileState.ofDate(length, time), opener(url)));
  }

  private static FileEntry.Opener opener(URL url) {
    return () -> Channels.newChannel(url.openStream());
  }
}
