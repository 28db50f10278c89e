package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/// A part of a [Multipart] body: a field of a form, or a file. Its content can be read once, and
/// until the next part is asked for.
public interface Part {
  /// The name of the form's field.
  String name();

  /// What the client calls the file; empty if the part is not a file. Directories are left out, and
  /// no name is `.` or `..`; it may still be anything else, the name of another file of yours for
  /// one, so it is a text to show and not a path. It is an empty text if the user has chosen no
  /// file.
  Optional<String> fileName();

  /// The fields of its head.
  Headers headers();

  /// What the client says the content is; mostly it looks at the ending of the file's name. Empty
  /// if it says nothing, which means text (RFC 7578 §4.4).
  Optional<MediaType> contentType();

  /// The content, as it comes. Its bounds are those of the whole body. Closing it does nothing.
  InputStream body();

  /// The whole content; what is left of it if some was read through [#body()]. The same array when
  /// asked again: not to be changed.
  ///
  /// @throws HttpException 413 if there are more bytes than [MultipartLimits#memory()], or as
  ///   [Multipart#next()]
  byte[] bytes() throws IOException;

  /// The whole content as one string, in the charset that its `Content-Type` names, or else in
  /// UTF-8.
  ///
  /// @throws HttpException 415 for an unknown charset, 400 for bytes that are not of the charset,
  ///   or as [#bytes()]
  String text() throws IOException;

  /// Puts the content into a file, as [Request#saveTo(Path, long)] does.
  ///
  /// @return how many bytes there were
  /// @throws HttpException as [Multipart#next()]
  long saveTo(Path file) throws IOException;

  /// Puts the content into a new file in the system's directory for such files, which only this
  /// user of the system may read. It is deleted when the request is over, or the [Multipart]
  /// closed, unless it has been moved by then.
  ///
  /// @throws HttpException as [Multipart#next()]
  Path toTemporaryFile() throws IOException;
}
