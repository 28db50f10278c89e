package io.github.tinyhttp;

import java.io.IOException;
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

  /// Reads all parts that are left: those with a file name into temporary files, the others as
  /// text. A file that the user has not chosen is left out. The same when asked again.
  ///
  /// @throws HttpException as [#next()], [Part#text()] and [Part#toTemporaryFile()]; 413 if the
  ///   texts are larger than [MultipartLimits#memory()] together
  Form form() throws IOException;

  /// Deletes the temporary files. No more parts can be put into files.
  @Override
  void close();
}
