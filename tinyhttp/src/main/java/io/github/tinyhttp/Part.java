package io.github.tinyhttp;

import io.github.tinyhttp.semantics.PartName;
import io.github.tinyhttp.semantics.SavedBody;
import io.github.tinyhttp.semantics.TextBody;
import io.github.tinyhttp.wire.BlockInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A part of a [Multipart] body: a field of a form, or a file. Its content can be read once, and
/// until the next part is asked for.
public final class Part {
  private final Multipart multipart;
  private final Headers headers;
  private final PartName name;
  private final InputStream body = new Content();

  /// The whole content, once somebody has asked for it.
  private byte @Nullable [] whole;

  Part(Multipart multipart, Headers headers) throws HttpException {
    this.multipart = multipart;
    this.headers = headers;
    this.name = PartName.of(headers);
  }

  /// The name of the form's field.
  public String name() {
    return name.field();
  }

  /// What the client calls the file; empty if the part is no file. Directories are left out, and no
  /// name is `.` or `..`; it may still be anything else, the name of another file of yours for one,
  /// so it is a text to show and not a path. It is an empty text if the user has chosen no file.
  public Optional<String> fileName() {
    return name.fileName();
  }

  /// The fields of its head.
  public Headers headers() {
    return headers;
  }

  /// What the client says the content is; mostly it looks at the ending of the file's name. Empty
  /// if it says nothing, which means text (RFC 7578 §4.4).
  public Optional<MediaType> contentType() {
    return headers.first("Content-Type").flatMap(MediaType::parse);
  }

  /// The content, as it comes. Its bounds are those of the whole body. To close it does nothing.
  public InputStream body() {
    return body;
  }

  /// The whole content; what is left of it if some was read through [#body()]. The same array when
  /// asked again: not to be changed.
  ///
  /// @throws HttpException 413 if there are more bytes than [MultipartLimits#memory()], or as
  ///   [Multipart#next()]
  public byte[] bytes() throws IOException {
    return bytes(multipart.limits().memory());
  }

  byte[] bytes(int most) throws IOException {
    byte[] known = whole;
    if (known == null) {
      var out = new ByteArrayOutputStream();
      SavedBody.copy(body, Channels.newChannel(out), most);
      known = out.toByteArray();
      whole = known;
    }
    return known;
  }

  /// The whole content as one string, in the charset that its `Content-Type` names, or else in
  /// UTF-8.
  ///
  /// @throws HttpException 415 for a charset nobody knows, 400 for bytes that are not of the
  ///   charset, or as [#bytes()]
  public String text() throws IOException {
    return TextBody.decode(bytes(), headers.first("Content-Type").orElse(""));
  }

  /// Puts the content into a file, as [Request#saveTo(Path, long)] does.
  ///
  /// @return how many bytes there were
  /// @throws HttpException as [Multipart#next()]
  public long saveTo(Path file) throws IOException {
    return SavedBody.save(body, file, Long.MAX_VALUE);
  }

  /// Puts the content into a new file in the system's directory for such files, which nobody but
  /// this user of the system may read. It is deleted when the request is over, or the [Multipart]
  /// closed, unless it has been moved by then.
  ///
  /// @throws HttpException as [Multipart#next()]
  public Path toTemporaryFile() throws IOException {
    return multipart.toTemporaryFile(body);
  }

  @Override
  public String toString() {
    return headers.toString();
  }

  /// The content; there is no end of it but that of the part.
  private final class Content extends BlockInputStream {
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      return multipart.read(Part.this, into, offset, length);
    }
  }
}
