package io.github.tinyhttp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/// What a client sends with a [Request], in the forms in which an application may ask for it: as it
/// was sent, decoded, as text, as a form, or in a file. Nothing of it is read before.
public interface RequestContent {
  /// The length of the body in bytes, as it was sent: 0 for a request without a body, empty for a
  /// chunked body, whose length is not announced.
  OptionalLong contentLength();

  /// The body as it was sent: a `Content-Encoding` is not undone, see [#decodedBody()]. The first
  /// call sends `100 Continue` to a client that waits for it. A read blocks until bytes come; it
  /// throws [HttpException] when the client breaks the framing, stops, or is slower than the limits
  /// allow. Its length is not bounded.
  InputStream body();

  /// Gives the client of this request another time between two bytes of its body, and lets it send
  /// them at any rate: for an upload that goes on while something happens, such as the lines of a
  /// log or the sound of a microphone, which [Timeouts#progress()] and its least rate would end
  /// with 408. For reads that begin afterwards. A body of known length up to [Limits#smallBody()]
  /// is read before the application has the request, unless it comes more slowly than that: then
  /// the application gets the request with what has come, and the first read fails if it has not
  /// called this.
  ///
  /// @param time [Duration#ZERO] for no limit
  /// @throws IllegalArgumentException if it is negative
  void readTimeout(Duration time);

  /// The body with its `Content-Encoding` undone (RFC 9110 §8.4); [#body()] itself if it has none.
  /// The library knows the codings of [ContentCoding#installed()], and undoes up to three in a row.
  /// Each call gives the same stream. Its length is bounded only by what was sent: a body that
  /// grows, beyond a first MiB, to more than a hundred times that is refused, so that a small
  /// request cannot make much work.
  ///
  /// @throws HttpException 415 with `Accept-Encoding` for a coding that is not known; when reading,
  ///   413 for a body that grows too much, 400 for one that is malformed, cut or goes on behind its
  ///   end, or as [#body()]
  InputStream decodedBody() throws IOException;

  /// As [#bytes(int)], with [Limits#body()] for a bound.
  byte[] bytes() throws IOException;

  /// The whole body as it was sent, or the rest of it if some was read through [#body()]. Each call
  /// gives the same array, which must not be changed.
  ///
  /// @param most how many bytes there may be, whatever [Limits#body()] says
  /// @throws HttpException 413 if there are more, or as [#body()]
  /// @throws IllegalArgumentException if `most` is negative
  byte[] bytes(int most) throws IOException;

  /// As [#text(int)], with [Limits#body()] for a bound.
  String text() throws IOException;

  /// The whole body as one string, its `Content-Encoding` undone, in the charset that
  /// `Content-Type` names, or else in UTF-8.
  ///
  /// @param most how many bytes there may be, as sent or decoded, whatever [Limits#body()] says
  /// @throws HttpException 413 if there are more, 415 for an unknown charset, 400 for bytes that
  ///   are not of the charset, or as [#decodedBody()]
  /// @throws IllegalArgumentException if `most` is negative
  String text(int most) throws IOException;

  /// The form in the body, as [#form(Charset)] with UTF-8.
  default Form form() throws IOException {
    return form(StandardCharsets.UTF_8);
  }

  /// The form in the body, as [#form(FormLimits, Charset)], within [FormLimits#defaults()], except
  /// that [Limits#body()] bounds an urlencoded one.
  Form form(Charset fallback) throws IOException;

  /// The form in the body, as [#form(FormLimits, Charset)] with UTF-8.
  default Form form(FormLimits limits) throws IOException {
    return form(limits, StandardCharsets.UTF_8);
  }

  /// The form in the body, read whole, its `Content-Encoding` undone.
  ///
  /// It is `application/x-www-form-urlencoded` or `multipart/form-data`. Of the latter, files are
  /// put into temporary files, which are deleted at the end of the request, see
  /// [Multipart#form(Charset)]; [#multipart()] reads it part by part instead.
  ///
  /// Names and texts are in the charset that they name themselves; or else in that of a field
  /// `_charset_`, which browsers fill in where a page has one (RFC 7578 §4.6); or else in
  /// `fallback`. A page in another charset than UTF-8 that has no such field sends forms in its
  /// own.
  ///
  /// @throws HttpException 415 for a body of another type or in an unknown charset, 413 for more
  ///   than the limits allow, 400 for a form that is malformed or, if it is urlencoded, not of its
  ///   charset, or as [#decodedBody()]
  Form form(FormLimits limits, Charset fallback) throws IOException;

  /// The parts of a `multipart/form-data` body, as they come, within [FormLimits#defaults()].
  ///
  /// @throws HttpException as [#multipart(FormLimits)]
  default Multipart multipart() throws IOException {
    return multipart(FormLimits.defaults());
  }

  /// The parts of a `multipart/form-data` body, as they come. Each call gives the same object, with
  /// the limits of the first call.
  ///
  /// @throws HttpException 415 for a body of another type, 400 if it has no usable boundary, 413 if
  ///   it says that it is larger than [FormLimits#total()], or as [#decodedBody()]
  Multipart multipart(FormLimits limits) throws IOException;

  /// Puts the body into a file, as [#saveTo(Path, long)] without a bound.
  ///
  /// @return how many bytes there were
  default long saveTo(Path file) throws IOException {
    return saveTo(file, Long.MAX_VALUE);
  }

  /// Puts the body into a file as it comes, its `Content-Encoding` undone, one buffer at a time.
  /// The body is written to a temporary file beside `file`, which replaces `file` once it is whole,
  /// and is deleted when the body breaks off or the disk is full.
  ///
  /// @param most how many bytes the file may have
  /// @return how many bytes it has
  /// @throws HttpException 413 if there are more, or as [#decodedBody()]
  /// @throws IOException if the file cannot be written, or if `file` is a directory, a device or a
  ///   link
  long saveTo(Path file, long most) throws IOException;

  /// The trailer fields that followed a chunked body (RFC 9110 §6.5); none before its end was read.
  Headers trailers();
}
