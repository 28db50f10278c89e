package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.PercentCoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/// Makes a [Form] of its parts. A part is a file if it says a file name or a type that is not one
/// of text, or if it cannot be read as the text it should be; so each part comes through, whatever
/// the others are.
///
/// Texts and names are decoded when all parts are there, since the one that names their charset
/// (`_charset_`, RFC 7578 §4.6) may be the last.
final class FormCollector {
  private final TemporaryFiles files;
  private final FormLimits limits;
  private final IntConsumer held;
  private final List<Collected> parts = new ArrayList<>();
  private Optional<Charset> declared = Optional.empty();

  /// How many bytes of texts there may still be.
  private int memory;

  /// A part, its content at hand or in a file. `outer` is the head that says the name of the field.
  private sealed interface Collected {
    Headers outer();

    Headers head();

    record AtHand(Headers outer, Headers head, byte[] content) implements Collected {}

    record InFile(Headers outer, Headers head, Path path, long size) implements Collected {}
  }

  /// @param held told how many bytes of a part are held, as they come
  FormCollector(TemporaryFiles files, FormLimits limits, IntConsumer held) {
    this.held = held;
    this.files = files;
    this.limits = limits;
    this.memory = limits.memory();
  }

  /// Takes the next part, all of it.
  ///
  /// @throws HttpException 413 if there is too much text
  void add(FormPart part) throws IOException {
    Collected taken = take(part, part.headers());
    if (taken instanceof Collected.InFile file && part.fileName().isEmpty()) {
      parts.addAll(partsIn(file));
      return;
    }
    parts.add(taken);
    if (taken instanceof Collected.AtHand text
        && part.name().equals(PercentCoding.CHARSET_FIELD)
        && declared.isEmpty()) {
      declared = CharsetNames.charset(new String(text.content(), StandardCharsets.ISO_8859_1));
    }
  }

  private Collected take(FormPart part, Headers outer) throws IOException {
    if (part.fileName().isPresent() || !PartContent.isText(part.headers())) {
      Path path = part.toTemporaryFile();
      return new Collected.InFile(outer, part.headers(), path, Files.size(path));
    }
    byte[] content = part.bytes(memory);
    memory -= content.length;
    return new Collected.AtHand(outer, part.headers(), content);
  }

  /// The files of one field that came as a `multipart/mixed` part of their own, the older way (RFC
  /// 7578 §4.3); or the part itself, if it is none or malformed.
  private List<Collected> partsIn(Collected.InFile part) throws IOException {
    String type = part.head().first("Content-Type").orElse("");
    if (MediaType.parse(type).filter(found -> found.is("multipart/mixed")).isEmpty()) {
      return List.of(part);
    }
    FormLimits left = limits.withParts(Math.max(1, limits.parts() - parts.size()));
    var found = new ArrayList<Collected>();
    try (InputStream content = Files.newInputStream(part.path())) {
      var reader = new MultipartReader(content, Boundary.of(type), left);
      var inner = new FormParts(reader, limits, files, held);
      for (var next = inner.nextPart(); next.isPresent(); next = inner.nextPart()) {
        found.add(take(next.get(), part.outer()));
      }
      return found;
    } catch (HttpException e) {
      if (e.status().code() == 413) {
        throw e;
      }
      return List.of(part);
    }
  }

  /// The form of all parts.
  ///
  /// @param fallback the charset of names and texts, where the form says none
  Form form(Charset fallback) throws IOException {
    Charset charset = declared.orElse(fallback);
    var fields = new LinkedHashMap<String, List<String>>();
    var uploads = new LinkedHashMap<String, List<Form.Upload>>();
    for (Collected part : parts) {
      PartName name = PartName.of(part.head(), charset);
      String field = PartName.of(part.outer(), charset).field();
      Optional<String> text = name.fileName().isPresent() ? Optional.empty() : text(part, charset);
      if (text.isPresent()) {
        add(fields, field, text.get());
      } else {
        Collected.InFile stored = stored(part);
        if (stored.size() > 0 || !name.fileName().equals(Optional.of(""))) {
          add(uploads, field, upload(stored, name));
        }
      }
    }
    return new Form(fields, uploads);
  }

  private static <T> void add(Map<String, List<T>> all, String name, T value) {
    all.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
  }

  private static Optional<String> text(Collected part, Charset charset) {
    return part instanceof Collected.AtHand(Headers _, Headers head, byte[] content)
        ? PartContent.text(head, content, charset)
        : Optional.empty();
  }

  private Collected.InFile stored(Collected part) throws IOException {
    return switch (part) {
      case Collected.InFile file -> file;
      case Collected.AtHand(Headers outer, Headers head, byte[] content) ->
          new Collected.InFile(
              outer, head, files.write(new ByteArrayInputStream(content)), content.length);
    };
  }

  private static Form.Upload upload(Collected.InFile file, PartName name) {
    Optional<MediaType> type = file.head().first("Content-Type").flatMap(MediaType::parse);
    Optional<String> fileName = name.fileName().filter(text -> !text.isEmpty());
    return new Form.Upload(fileName, type, file.path(), file.size());
  }
}
