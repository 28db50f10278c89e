package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.MultipartLimits;
import io.github.tinyhttp.Part;
import io.github.tinyhttp.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parts of a multipart form. A [MultipartReader] takes the body apart, and each [FormPart]
/// reads its content through this, as long as it is the current one.
public final class FormParts implements Multipart {
  private final MultipartReader reader;
  private final MultipartLimits limits;
  private final TemporaryFiles temporary = new TemporaryFiles();
  private @Nullable FormPart current;
  private @Nullable Form form;

  private FormParts(MultipartReader reader, MultipartLimits limits) {
    this.reader = reader;
    this.limits = limits;
  }

  /// The parts of a body that has not been read from. The caller closes them.
  ///
  /// @throws HttpException as [Request#multipart(MultipartLimits)]
  public static FormParts of(Request request, MultipartLimits limits) throws IOException {
    String boundary = FormBody.boundary(request);
    if (request.contentLength().orElse(0) > limits.total()) {
      throw SavedBody.tooLarge(); // before the client is asked for it
    }
    return new FormParts(new MultipartReader(request.decodedBody(), boundary, limits), limits);
  }

  @Override
  public Optional<Part> next() throws IOException {
    return nextPart().map(part -> part);
  }

  private Optional<FormPart> nextPart() throws IOException {
    current = null;
    Optional<Headers> head = reader.next();
    if (head.isEmpty()) {
      return Optional.empty();
    }
    var part = new FormPart(this, head.get());
    current = part;
    return Optional.of(part);
  }

  @Override
  public Iterator<Part> iterator() {
    return new Iterator<>() {
      private Optional<Part> coming = Optional.empty();

      @Override
      public boolean hasNext() {
        if (coming.isEmpty()) {
          try {
            coming = FormParts.this.next();
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

  @Override
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
    for (Optional<FormPart> next = nextPart(); next.isPresent(); next = nextPart()) {
      FormPart part = next.get();
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

  /// What is wrong with the body, so that no more parts can be read; null if nothing has shown.
  public @Nullable HttpException fault() {
    return reader.fault();
  }

  @Override
  public void close() {
    temporary.close();
  }

  // ---- for the parts

  MultipartLimits limits() {
    return limits;
  }

  TemporaryFiles temporaryFiles() {
    return temporary;
  }

  int read(FormPart part, byte[] into, int offset, int length) throws IOException {
    if (part != current) {
      throw new IOException("the next part has been asked for, this one is gone");
    }
    return reader.read(into, offset, length);
  }
}
