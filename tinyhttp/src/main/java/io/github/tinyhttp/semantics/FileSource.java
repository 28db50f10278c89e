package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.content.FileState;
import io.github.tinyhttp.content.SmallFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// A file in a certain state, which the head of a response describes: other bytes must not follow.
///
/// @param content all of it, if it was read when the file was looked at; null for a larger one
record FileSource(Path path, FileState state, byte @Nullable [] content) implements FileContent {
  /// Looks at a file, and reads a small one: its tag is made of its content.
  ///
  /// @throws NoSuchFileException as [FileState#of(Path)]
  /// @throws FileChangedException if the file changes meanwhile
  static FileSource of(Path path) throws IOException {
    var seen = new FileSource(path, FileState.of(path), null);
    if (seen.length() > SmallFile.MOST) {
      return seen;
    }
    try (ReadableByteChannel channel = seen.open(0)) {
      byte[] content =
          SmallFile.read(channel, seen.length()).orElseThrow(() -> new FileChangedException(path));
      return new FileSource(path, seen.state().withContent(content), content);
    }
  }

  @Override
  public long length() {
    return state.size();
  }

  /// Whether reading from an offset on is as cheap as reading from the start. In an archive it is
  /// not.
  boolean seeks() {
    return content != null || isLocal();
  }

  @Override
  public boolean isLocal() {
    return content == null && path.getFileSystem().equals(FileSystems.getDefault());
  }

  /// @throws FileChangedException if the file has to be opened, and is no longer in that state
  @Override
  public ReadableByteChannel open(long offset) throws IOException {
    if (content != null) {
      return new BytesSource(content).open(offset);
    }
    ReadableByteChannel channel = seeks() ? file(offset) : stream(offset);
    try {
      if (!isUnchanged()) {
        throw new FileChangedException(path);
      }
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /// The file is looked at before and after it is opened, so the opened one is the one described.
  private boolean isUnchanged() throws IOException {
    try {
      return FileState.of(path).equals(state);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private ReadableByteChannel file(long offset) throws IOException {
    FileChannel channel = open();
    try {
      return offset == 0 ? channel : channel.position(offset);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private FileChannel open() throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException _) {
      throw new FileChangedException(path);
    } catch (AccessDeniedException _) {
      throw new HttpException(404, "not found"); // no client learns that it exists
    }
  }

  private ReadableByteChannel stream(long offset) throws IOException {
    InputStream stream = Files.newInputStream(path);
    try {
      stream.skipNBytes(offset);
      return Channels.newChannel(stream);
    } catch (Throwable e) {
      stream.close();
      throw e;
    }
  }
}
