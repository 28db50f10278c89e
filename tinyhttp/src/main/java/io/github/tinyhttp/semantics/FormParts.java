package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Multipart;
import io.github.tinyhttp.Part;
import io.github.tinyhttp.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The parts of a multipart form. A [MultipartReader] takes the body apart, and each [FormPart]
/// reads its content through this, as long as it is the current one.
public final class FormParts implements Multipart {
  private final MultipartReader reader;
  private final FormLimits limits;
  private final TemporaryFiles temporary;

  /// Told how many bytes of a part are held, as they come.
  private final IntConsumer held;

  private @Nullable FormPart current;

  /// The charset of names and texts that say none.
  private Charset charset = StandardCharsets.UTF_8;

  private @Nullable Form form;

  FormParts(MultipartReader reader, FormLimits limits, TemporaryFiles temporary, IntConsumer held) {
    this.held = held;
    this.reader = reader;
    this.limits = limits;
    this.temporary = temporary;
  }

  /// The parts of a body that has not been read from. The caller closes them.
  ///
  /// @param held told how many bytes of a part are held, as they come
  /// @throws HttpException as [Request#multipart(FormLimits)]
  public static FormParts of(Request request, FormLimits limits, IntConsumer held)
      throws IOException {
    String boundary = FormBody.boundary(request);
    if (request.contentLength().orElse(0) > limits.total()) {
      throw SavedBody.tooLarge(); // before the client is asked for it
    }
    var reader = new MultipartReader(request.decodedBody(), boundary, limits);
    return new FormParts(reader, limits, new TemporaryFiles(), held);
  }

  @Override
  public Optional<Part> next() throws IOException {
    return nextPart().map(part -> part);
  }

  Optional<FormPart> nextPart() throws IOException {
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
  public Form form(Charset charset) throws IOException {
    Form known = form;
    if (known == null) {
      var collector = new FormCollector(temporary, limits, held);
      for (Optional<FormPart> next = nextPart(); next.isPresent(); next = nextPart()) {
        collector.add(next.get());
      }
      known = collector.form(charset);
      form = known;
    }
    return known;
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

  /// So many more bytes of a part are held.
  void holds(int bytes) {
    held.accept(bytes);
  }

  FormLimits limits() {
    return limits;
  }

  Charset charset() {
    return charset;
  }

  /// The form names the charset of the parts that follow.
  void charset(Charset named) {
    charset = named;
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
