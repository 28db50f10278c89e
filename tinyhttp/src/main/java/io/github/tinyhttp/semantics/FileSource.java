package io.github.tinyhttp.semantics;

import io.github.tinyhttp.SeekableContent;
import io.github.tinyhttp.content.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file in a certain state, which the head of a response describes: other bytes must not follow.
record FileSource(Path path, FileState state) implements SeekableContent {
  @Override
  public long length() {
    return state.size();
  }

  /// Whether reading from an offset on is as cheap as reading from the start. In an archive it is
  /// not.
  boolean seeks() {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  /// @throws FileChangedException if the file is no longer in that state
  @Override
  public ReadableByteChannel open(long offset) throws IOException {
    ReadableByteChannel channel = seeks() ? file(offset) : stream(offset);
    try {
      if (!isUnchanged()) {
        throw new FileChangedException(path);
      }
      return channel;
    } catch (IOException | RuntimeException e) {
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
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return offset == 0 ? channel : channel.position(offset);
    } catch (NoSuchFileException _) {
      throw new FileChangedException(path);
    }
  }

  private ReadableByteChannel stream(long offset) throws IOException {
    InputStream stream = Files.newInputStream(path);
    try {
      stream.skipNBytes(offset);
      return Channels.newChannel(stream);
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }
}
