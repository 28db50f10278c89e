package io.github.tinyhttp.semantics;

import java.util.Optional;

/// Parameters behind a value, RFC 9110 §5.6.6: `text/plain; charset="utf-8"`. What is malformed is
/// passed over up to the next semicolon.
final class Parameters {
  private Parameters() {}

  /// The value of the first parameter of that name, without its quotes.
  ///
  /// @param lowerName the name in lower case; names have no case
  static Optional<String> find(String text, String lowerName) {
    var reader = new ValueReader(text);
    reader.passTo(';');
    while (reader.accept(';')) {
      reader.blanks();
      String name = reader.token();
      if (reader.accept('=')) {
        Optional<String> value = reader.word();
        reader.blanks();
        boolean whole = reader.isAtEnd() || reader.isAt(';');
        if (value.isPresent() && whole && name.equalsIgnoreCase(lowerName)) {
          return value;
        }
      }
      reader.passTo(';');
    }
    return Optional.empty();
  }
}
