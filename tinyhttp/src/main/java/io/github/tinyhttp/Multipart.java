package io.github.tinyhttp;

import io.github.tinyhttp.semantics.FormBody;
import io.github.tinyhttp.semantics.MultipartReader;
import io.github.tinyhttp.semantics.SavedBody;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parts of a `multipart/form-data` body (RFC 7578), one after the other as they come:
///
/// ```java
/// for (Part part : request.multipart()) {
///   switch (part.name()) {
///     case "title" -> title = part.text();
///     case "film" -> part.saveTo(films.resolve(id + ".mp4"));
///     default -> {}
///   }
/// }
/// ```
///
/// There is one way through them: to ask for the next part goes over what is left of the one
/// before, whose content is gone then. A body that is malformed, too large or broken off makes
/// `hasNext` and `next` of the iterator throw an [UncheckedIOException] whose cause is the
/// [HttpException]; a handler that lets it through answers with that status. Whoever reads to the
/// end has seen a whole body.
///
/// Temporary files of it are deleted when the request is over, or when this is closed. Belongs to
/// one thread at a time.
public final class Multipart implements Iterable<Part>, AutoCloseable {
  /// How the names of temporary files begin: with the process, so that what a killed one has left
  /// can be told from what another one uses.
  private static final String TEMPORARY = "tinyhttp-" + ProcessHandle.current().pid() + "-";

  private final MultipartReader reader;
  private final MultipartLimits limits;
  private final List<Path> temporary = new ArrayList<>();
  private boolean closed;
  private @Nullable Part current;
  private @Nullable Form form;

  private Multipart(MultipartReader reader, MultipartLimits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  /// The parts of a body nobody has read from, for those that implement [Request]; everybody else
  /// asks [Request#multipart()]. The caller has to close it.
  ///
  /// @throws HttpException as [Request#multipart()]
  public static Multipart of(Request request, MultipartLimits limits) throws IOException {
    String boundary = FormBody.boundary(request);
    if (request.contentLength().orElse(0) > limits.total()) {
      throw SavedBody.tooLarge(); // before the client is asked for it
    }
    return new Multipart(new MultipartReader(request.decodedBody(), boundary, limits), limits);
  }

  /// Goes to the next part.
  ///
  /// @return empty if there are no more
  /// @throws HttpException 400 for a body that is malformed or ends too early, 413 for one that has
  ///   more than the limits allow, or as [Request#decodedBody()]
  public Optional<Part> next() throws IOException {
    current = null;
    Optional<Headers> head = reader.next();
    if (head.isEmpty()) {
      return Optional.empty();
    }
    current = new Part(this, head.get());
    return Optional.of(current);
  }

  /// The parts from the next on. There is one sequence of parts: all iterators go on with it.
  @Override
  public Iterator<Part> iterator() {
    return new Iterator<>() {
      private Optional<Part> coming = Optional.empty();

      @Override
      public boolean hasNext() {
        if (coming.isEmpty()) {
          try {
            coming = Multipart.this.next();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return coming.isPresent();
      }

      @Override
      public Part next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Part next = coming.orElseThrow();
        coming = Optional.empty();
        return next;
      }
    };
  }

  /// Reads all parts that are left: those with a file name into temporary files, the others as
  /// text. A file that the user has not chosen is left out. The same when asked again.
  ///
  /// @throws HttpException as [#next()], [Part#text()] and [Part#toTemporaryFile()]; 413 if the
  ///   texts are larger than [MultipartLimits#memory()] together
  public Form form() throws IOException {
    Form known = form;
    if (known == null) {
      known = readForm();
      form = known;
    }
    return known;
  }

  private Form readForm() throws IOException {
    var fields = new LinkedHashMap<String, List<String>>();
    var uploads = new LinkedHashMap<String, List<Form.Upload>>();
    int memory = limits.memory();
    for (Optional<Part> next = next(); next.isPresent(); next = next()) {
      Part part = next.get();
      if (part.fileName().isEmpty()) {
        byte[] bytes = part.bytes(memory);
        memory -= bytes.length;
        fields.computeIfAbsent(part.name(), _ -> new ArrayList<>(1)).add(part.text());
      } else {
        readUpload(part)
            .ifPresent(
                upload ->
                    uploads.computeIfAbsent(part.name(), _ -> new ArrayList<>(1)).add(upload));
      }
    }
    return new Form(fields, uploads);
  }

  private static Optional<Form.Upload> readUpload(Part part) throws IOException {
    String fileName = part.fileName().orElse("");
    Path path = part.toTemporaryFile();
    long size = Files.size(path);
    return fileName.isEmpty() && size == 0
        ? Optional.empty()
        : Optional.of(new Form.Upload(fileName, part.contentType(), path, size));
  }

  /// Deletes the temporary files. Parts cannot be put into files any more.
  @Override
  public void close() {
    List<Path> files;
    synchronized (temporary) {
      closed = true;
      files = List.copyOf(temporary);
      temporary.clear();
    }
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        Log.write(Level.WARNING, "cannot delete a temporary file", e);
      }
    }
  }

  // ---- for the parts

  MultipartLimits limits() {
    return limits;
  }

  int read(Part part, byte[] into, int offset, int length) throws IOException {
    if (part != current) {
      throw new IOException("the next part has been asked for, this one is gone");
    }
    return reader.read(into, offset, length);
  }

  /// Writes a part into a new file that only this user of the system may read.
  Path toTemporaryFile(InputStream content) throws IOException {
    Path file;
    synchronized (temporary) {
      if (closed) {
        throw new IOException("the request is over");
      }
      file = Files.createTempFile(TEMPORARY, ".part"); // POSIX: for its owner only
      temporary.add(file);
    }
    try (var out = Channels.newChannel(Files.newOutputStream(file))) {
      SavedBody.copy(content, out, Long.MAX_VALUE);
    }
    return file;
  }
}
