package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Part;
import io.github.tinyhttp.content.BlockInputStream;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.syntax.PercentCoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One part of [FormParts].
final class FormPart implements Part {
  private final FormParts parts;
  private final Headers headers;
  private final PartName name;
  private final InputStream body;

  /// The whole content, once it has been asked for.
  private byte @Nullable [] whole;

  FormPart(FormParts parts, Headers headers) throws HttpException {
    this.parts = parts;
    this.headers = headers;
    this.name = PartName.of(headers, parts.charset());
    this.body = PartContent.decoded(headers, new Content());
  }

  @Override
  public String name() {
    return name.field();
  }

  @Override
  public Optional<String> fileName() {
    return name.fileName();
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public Optional<MediaType> contentType() {
    return headers.first("Content-Type").flatMap(MediaType::parse);
  }

  @Override
  public InputStream body() {
    return body;
  }

  @Override
  public byte[] bytes() throws IOException {
    return bytes(parts.limits().memory());
  }

  /// As [#bytes()], with another bound.
  ///
  /// @throws HttpException 413 if there are more than `most` bytes
  byte[] bytes(int most) throws IOException {
    byte[] known = whole;
    if (known == null) {
      var out =
          new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
              parts.holds(length);
              super.write(bytes, offset, length);
            }
          };
      SavedBody.copy(body, Channels.newChannel(out), most);
      known = out.toByteArray();
      whole = known;
    }
    return known;
  }

  @Override
  public String text() throws IOException {
    String text = text(parts.charset());
    if (name().equals(PercentCoding.CHARSET_FIELD)) {
      CharsetNames.charset(text).ifPresent(parts::charset);
    }
    return text;
  }

  @Override
  public String text(Charset charset) throws IOException {
    return TextBody.decode(bytes(), headers.first("Content-Type").orElse(""), charset);
  }

  @Override
  public long saveTo(Path file) throws IOException {
    return SavedBody.save(body, file, Long.MAX_VALUE);
  }

  @Override
  public Path toTemporaryFile() throws IOException {
    return parts.temporaryFiles().write(body);
  }

  @Override
  public String toString() {
    return headers.toString();
  }

  /// The content; it ends where the part does.
  private final class Content extends BlockInputStream {
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      return parts.read(FormPart.this, into, offset, length);
    }
  }
}
