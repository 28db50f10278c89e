package io.github.tinyhttp;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

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
/// There is one way through them: asking for the next part skips what is left of the one before,
/// whose content is gone then. A body that is malformed, too large or broken off makes `hasNext`
/// and `next` of the iterator throw an [java.io.UncheckedIOException] whose cause is the
/// [HttpException]; a handler that lets it through responds with that status. Code that has read to
/// the end has seen a whole body.
///
/// Temporary files of the parts are deleted when the request is over, or when this is closed.
/// Belongs to one thread at a time. Made by the library: see [Request#multipart()].
public interface Multipart extends Iterable<Part>, AutoCloseable {
  /// Goes to the next part.
  ///
  /// @return empty if there are no more
  /// @throws HttpException 400 for a body that is malformed or ends too early, 413 for one that has
  ///   more than the limits allow, or as [Request#decodedBody()]
  Optional<Part> next() throws IOException;

  /// The parts from the next on. There is one sequence of parts: all iterators go on with it.
  @Override
  Iterator<Part> iterator();

  /// As [#form(Charset)], with UTF-8.
  default Form form() throws IOException {
    return form(StandardCharsets.UTF_8);
  }

  /// Reads all parts that are left. Those with a file name or a `Content-Type` that is not one of
  /// text, and those whose bytes are not text, go into temporary files; the others are fields. A
  /// file that the user has not chosen is left out. The same when asked again.
  ///
  /// @param fallback the charset of names and texts that say none, neither themselves nor in a
  ///   field `_charset_` of the form (RFC 7578 §4.6)
  /// @throws HttpException as [#next()] and [Part#toTemporaryFile()]; 413 if the texts are larger
  ///   than [FormLimits#memory()] together
  Form form(Charset fallback) throws IOException;

  /// Deletes the temporary files. No more parts can be put into files.
  @Override
  void close();
}
