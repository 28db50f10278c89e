package io.github.tinyhttp.files;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.EntityTag;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.content.SmallFile;
import io.github.tinyhttp.semantics.FileChangedException;
import io.github.tinyhttp.semantics.RefreshableSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// A file of a tree, opened when it is sent: by the same walk that has found it, so that no link is
/// followed that was put into its place meanwhile.
///
/// @param names those of its directory
/// @param entry what was seen, and has been told to the client
record TreeSource(Tree tree, List<String> names, String name, FileEntry entry)
    implements RefreshableSource {
  @Override
  public long length() {
    return entry.size();
  }

  @Override
  public boolean isLocal() {
    return tree instanceof PathTree(Path root, Visibility _, Links _)
        && root.getFileSystem().equals(FileSystems.getDefault());
  }

  /// @throws HttpException 404 if it is gone
  /// @throws FileChangedException if it has changed
  @Override
  public ReadableByteChannel open(long offset) throws IOException {
    return look(
        now -> {
          if (!now.isSame(entry)) {
            throw new FileChangedException(name);
          }
          return from(now.opener().open(), offset);
        });
  }

  @Override
  public Response renewed(Response response) throws IOException {
    return look(
        now -> {
          var source = new TreeSource(tree, names, name, now);
          return dated(tagged(response, now), now).withBody(Body.of(source));
        });
  }

  /// With the tag of what is there now, if it had the one of what was seen; behind that may stand
  /// which variant it is.
  private Response tagged(Response response, FileEntry now) {
    long time = System.currentTimeMillis();
    Optional<EntityTag> had = response.headers().first("ETag").flatMap(EntityTag::parse);
    String seen = entry.state().tag().orElse("");
    Optional<EntityTag> tag = FileEntry.tag(now.state(), time);
    if (had.isEmpty() || seen.isEmpty() || tag.isEmpty() || !had.get().value().startsWith(seen)) {
      return response;
    }
    String variant = had.get().value().substring(seen.length());
    return response.withETag(new EntityTag(tag.get().value() + variant, tag.get().weak()));
  }

  private Response dated(Response response, FileEntry now) {
    Optional<Instant> seen = second(entry);
    if (seen.isEmpty() || !seen.equals(response.headers().date("Last-Modified"))) {
      return response;
    }
    Optional<Instant> dated = second(now);
    return dated.isPresent()
        ? response.withLastModified(dated.get())
        : response.withoutHeader("Last-Modified");
  }

  private static Optional<Instant> second(FileEntry file) {
    return file.state().date().map(time -> time.toInstant().truncatedTo(ChronoUnit.SECONDS));
  }

  private interface Look<T> {
    T at(FileEntry now) throws IOException;
  }

  /// Walks to the file again; its directory is open meanwhile.
  private <T> T look(Look<T> look) throws IOException {
    Optional<Directory> parent = tree.find(names);
    if (parent.isEmpty()) {
      throw gone();
    }
    try (Directory directory = parent.get()) {
      return look.at(directory.file(name).orElseThrow(TreeSource::gone));
    } catch (NoSuchFileException _) {
      throw gone();
    }
  }

  private static HttpException gone() {
    return new HttpException(404, "not found");
  }

  private static ReadableByteChannel from(ReadableByteChannel channel, long offset)
      throws IOException {
    try {
      if (channel instanceof FileChannel file) {
        return file.position(offset);
      }
      InputStream stream = Channels.newInputStream(channel);
      stream.skipNBytes(offset);
      return Channels.newChannel(stream);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /// The whole content, if it is what was seen.
  ///
  /// @param entry as its directory, still open, has given it
  /// @return empty if there is more or less of it by now
  /// @throws NoSuchFileException if it is gone, or not to be read
  static Optional<byte[]> read(FileEntry entry) throws IOException {
    try (ReadableByteChannel channel = entry.opener().open()) {
      return SmallFile.read(channel, entry.size());
    }
  }
}
