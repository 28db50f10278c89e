package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;

/// A part of a [Multipart] body: a field of a form, or a file. Its content can be read once, and
/// until the next part is asked for.
public interface Part {
  /// The name of the form's field; an empty text if the part says none, as parts of some programs
  /// do. It is read in all the ways in which clients write it, as [#fileName()] is.
  String name();

  /// What the client calls the file; empty if it says nothing, and an empty text if the user has
  /// chosen no file. Of two ways in which it says a name, `filename*` counts. Directories are left
  /// out, and no name is `.` or `..`. It can still be any other name, also that of another file of
  /// yours: show it, but do not use it as a path.
  Optional<String> fileName();

  /// The fields of its head.
  Headers headers();

  /// The type that the client gives the content, mostly by the ending of the file's name. Empty if
  /// it gives none, which means text (RFC 7578 §4.4).
  Optional<MediaType> contentType();

  /// The content, as it comes, without a `Content-Transfer-Encoding`. Its bounds are those of the
  /// whole body. Closing it does nothing.
  InputStream body();

  /// The whole content, or the rest of it if some was read through [#body()]. Each call gives the
  /// same array, which must not be changed.
  ///
  /// @throws HttpException 413 if there are more bytes than [FormLimits#memory()], or as
  ///   [Multipart#next()]
  byte[] bytes() throws IOException;

  /// As [#text(Charset)], with the charset of a part `_charset_` whose text was read before this
  /// (RFC 7578 §4.6), or else UTF-8.
  String text() throws IOException;

  /// The whole content as one string, in the charset that its `Content-Type` names, or else in
  /// `fallback`.
  ///
  /// @throws HttpException 415 for an unknown charset, 400 for bytes that are not of the charset,
  ///   or as [#bytes()]
  String text(Charset fallback) throws IOException;

  /// Puts the content into a file, as [Request#saveTo(Path, long)] does.
  ///
  /// @return how many bytes the file has
  /// @throws HttpException as [Multipart#next()]
  long saveTo(Path file) throws IOException;

  /// Puts the content into a new file in the system's directory for such files, which only this
  /// user of the system may read. It is deleted when the request is over, or the [Multipart]
  /// closed, unless it has been moved by then.
  ///
  /// @throws HttpException as [Multipart#next()]
  Path toTemporaryFile() throws IOException;
}
