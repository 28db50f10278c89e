package io.github.tinyhttp;

import java.util.Optional;

/// How a response is sent, apart from its status, fields and content.
///
/// @param trailers the fields behind the content
/// @param closes whether the connection ends with the response
/// @param compression whether the content is compressed
/// @param form whether [ErrorResponses] may give the content another form
record Sending(Trailers trailers, boolean closes, Compression.Use compression, Form form) {
  /// Who has decided what the content looks like.
  enum Form {
    /// The code that has made the response.
    GIVEN,
    /// The one that makes errors, if this is one; until then a line of plain text.
    OF_ERRORS
  }

  static final Sending DEFAULT =
      new Sending(Trailers.NONE, false, Compression.Use.AS_CONFIGURED, Form.GIVEN);

  static final Sending ERROR = DEFAULT.with(Form.OF_ERRORS);

  /// Whether an error is in plain text still, or without any, so that it can get another form.
  boolean isForError(Optional<String> type) {
    return form == Form.OF_ERRORS && type.map("text/plain; charset=utf-8"::equals).orElse(true);
  }

  Sending with(Trailers following) {
    return new Sending(following, closes, compression, form);
  }

  Sending with(Compression.Use use) {
    return new Sending(trailers, closes, use, form);
  }

  Sending with(Form decided) {
    return form == decided ? this : new Sending(trailers, closes, compression, decided);
  }

  Sending closing() {
    return new Sending(trailers, true, compression, form);
  }
}
