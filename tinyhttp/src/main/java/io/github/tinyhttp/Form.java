package io.github.tinyhttp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A form that was sent: what [Request#form()] gives.
///
/// @param fields the values of each name, in the order they came
/// @param uploads the files of each name, in the order they came: also what came without a file
///   name, if its type is not one of text or its bytes are not text
public record Form(Map<String, List<String>> fields, Map<String, List<Upload>> uploads) {
  /// Copies both.
  public Form {
    fields = copy(fields);
    uploads = copy(uploads);
  }

  private static <T> Map<String, List<T>> copy(Map<String, List<T>> lists) {
    var copy = new LinkedHashMap<String, List<T>>();
    lists.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  /// A file that came with a form.
  ///
  /// @param fileName what the client calls it, if it says so: a text to show, not a path; see
  ///   [Part#fileName()]
  /// @param contentType what the client says it is, if anything
  /// @param path a temporary file, for no other user of the system; deleted when the request is
  ///   over, unless it has been moved by then
  /// @param size in bytes
  public record Upload(
      Optional<String> fileName, Optional<MediaType> contentType, Path path, long size) {
    /// The content, for files that are known to be small.
    public byte[] bytes() throws IOException {
      return Files.readAllBytes(path);
    }
  }

  /// The first value of that name.
  public Optional<String> field(String name) {
    List<String> values = fields.get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The first file of that name.
  public Optional<Upload> upload(String name) {
    List<Upload> files = uploads.get(name);
    return files == null ? Optional.empty() : Optional.of(files.getFirst());
  }
}
