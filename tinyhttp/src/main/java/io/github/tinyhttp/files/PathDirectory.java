package io.github.tinyhttp.files;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A directory of a file system, open for one request.
final class PathDirectory implements Directory {
  private final PathTree tree;

  /// The names that lead here, none of them a link.
  private final List<String> names;

  private final DirectoryHandle place;

  /// The directories that links led to; kept open, because files that were found in them are opened
  /// there.
  private final List<Directory> beyondLinks = new ArrayList<>(0);

  PathDirectory(PathTree tree, List<String> names, DirectoryHandle place) {
    this.tree = tree;
    this.names = names;
    this.place = place;
  }

  @Override
  public Optional<FileEntry> file(String name) throws IOException {
    return switch (kindOf(name)) {
      case Kind.OfFile(Path path, var attributes) -> Optional.of(entry(name, path, attributes));
      case Kind.OfLink _ -> fileBeyond(name);
      case Kind.OfDirectory _, Kind.Nothing _ -> Optional.empty();
    };
  }

  private FileEntry entry(String name, Path path, BasicFileAttributes attributes)
      throws IOException {
    return new FileEntry(place.state(path, attributes), () -> open(name, path));
  }

  private ReadableByteChannel open(String name, Path path) throws IOException {
    try {
      return place.open(path);
    } catch (NoSuchFileException | AccessDeniedException _) {
      throw new NoSuchFileException(name); // so that no client learns that it exists
    } catch (IOException e) { // for a link, sometimes with no file in it
      if (kindOf(name) instanceof Kind.OfFile) {
        throw e; // no descriptor left, say: not the fault of who asks
      }
      throw new NoSuchFileException(name); // it has just been replaced
    }
  }

  @Override
  public Optional<Directory> enter(String name) throws IOException {
    return switch (kindOf(name)) {
      case Kind.OfDirectory(Path path, var attributes) -> enter(name, path, attributes);
      case Kind.OfLink _ -> directoryBeyond(name);
      case Kind.OfFile _, Kind.Nothing _ -> Optional.empty();
    };
  }

  private Optional<Directory> enter(String name, Path path, BasicFileAttributes attributes)
      throws IOException {
    try {
      return Optional.of(new PathDirectory(tree, with(name), place.enter(path, attributes)));
    } catch (NoSuchFileException | AccessDeniedException _) {
      return Optional.empty();
    } catch (FileSystemException e) {
      if (kindOf(name) instanceof Kind.OfDirectory) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private List<String> with(String name) {
    var longer = new ArrayList<String>(names.size() + 1);
    longer.addAll(names);
    longer.add(name);
    return longer;
  }

  @Override
  public Optional<List<String>> list(int most) throws IOException {
    var found = new ArrayList<String>();
    try (DirectoryStream<Path> entries = place.entries()) {
      for (Path entry : entries) {
        if (found.size() == most) {
          break;
        }
        String name = entry.getFileName().toString().replace("/", ""); // archives add a slash
        if (FileName.isPlain(name)) {
          name(name).ifPresent(found::add);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return Optional.of(found);
  }

  /// The name as a listing has it; empty if there is nothing to list.
  private Optional<String> name(String name) throws IOException {
    return switch (kindOf(name)) {
      case Kind.OfFile _ -> Optional.of(name);
      case Kind.OfDirectory _ -> Optional.of(name + "/");
      case Kind.Nothing _ -> Optional.empty();
      case Kind.OfLink _ -> {
        boolean isFile = fileBeyond(name).isPresent();
        closeBeyondLinks();
        if (isFile) {
          yield Optional.of(name);
        }
        Optional<Directory> directory = directoryBeyond(name);
        if (directory.isEmpty()) {
          yield Optional.empty();
        }
        directory.get().close();
        yield Optional.of(name + "/");
      }
    };
  }

  // ---- what an entry is

  private sealed interface Kind {
    record OfFile(Path path, BasicFileAttributes attributes) implements Kind {}

    record OfDirectory(Path path, BasicFileAttributes attributes) implements Kind {}

    record OfLink() implements Kind {}

    record Nothing() implements Kind {}
  }

  private Kind kindOf(String name) throws IOException {
    if (!tree.shows(names, name)) {
      return new Kind.Nothing();
    }
    try {
      Path path = place.name(name);
      BasicFileAttributes attributes = place.look(path);
      if (attributes.isSymbolicLink()) {
        return new Kind.OfLink();
      }
      if (attributes
          .isOther()) { // a pipe or device; on Windows a junction, which is a directory too
        return new Kind.Nothing();
      }
      return attributes.isDirectory()
          ? new Kind.OfDirectory(path, attributes)
          : new Kind.OfFile(path, attributes);
    } catch (FileSystemException | InvalidPathException _) {
      return new Kind.Nothing(); // not there, not to be looked at, or no name for this file system
    }
  }

  // ---- links

  private Optional<FileEntry> fileBeyond(String link) throws IOException {
    Optional<List<String>> target = tree.follow(names, link).filter(path -> !path.isEmpty());
    if (target.isEmpty()) {
      return Optional.empty();
    }
    int last = target.get().size() - 1;
    Optional<Directory> parent = tree.behindLinks().find(target.get().subList(0, last));
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    beyondLinks.add(parent.get());
    return parent.get().file(target.get().get(last));
  }

  private Optional<Directory> directoryBeyond(String link) throws IOException {
    Optional<List<String>> target = tree.follow(names, link);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    return tree.behindLinks()
        .find(target.get())
        .map(found -> new PathDirectory(tree, target.get(), ((PathDirectory) found).place));
  }

  private void closeBeyondLinks() throws IOException {
    for (Directory open : beyondLinks) {
      open.close();
    }
    beyondLinks.clear();
  }

  @Override
  public void close() throws IOException {
    try (place) {
      closeBeyondLinks();
    }
  }
}
