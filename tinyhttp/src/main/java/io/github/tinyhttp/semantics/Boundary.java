package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.ValueReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The boundary in the `Content-Type` of a multipart body. Clients write it without quotes though
/// it has characters that no token has, `boundary=yradnuoB=_1`: whatever stands up to the semicolon
/// is meant, unless a program could stop at a blank in it.
final class Boundary {
  /// RFC 2046 §5.1.1.
  private static final int LONGEST = 70;

  private Boundary() {}

  /// @throws HttpException 400 that says what is wrong
  static String of(String contentType) throws HttpException {
    List<String> all = new ArrayList<>();
    var reader = new ValueReader(contentType);
    reader.passTo(';');
    while (reader.accept(';')) {
      reader.skipOws();
      boolean named = reader.token().equalsIgnoreCase("boundary");
      reader.skipOws();
      if (named && reader.accept('=')) {
        all.add(value(reader));
      }
      reader.passTo(';');
    }
    if (all.size() != 1) {
      throw malformed(
          all.isEmpty() ? "the Content-Type has no boundary" : "there is more than one boundary");
    }
    return checked(all.getFirst());
  }

  private static String value(ValueReader reader) throws HttpException {
    reader.skipOws();
    if (!reader.isAt('"')) {
      String text = reader.textTo(';').strip();
      if (text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
        throw malformed("the boundary has a blank in it, but no quotes around it");
      }
      return text;
    }
    Optional<String> quoted = reader.quoted();
    reader.skipOws();
    if (quoted.isEmpty() || !reader.isAtEnd() && !reader.isAt(';')) {
      throw malformed("the boundary does not end with its second quote");
    }
    return quoted.get();
  }

  private static String checked(String boundary) throws HttpException {
    if (boundary.isEmpty()) {
      throw malformed("the boundary is empty");
    }
    if (boundary.length() > LONGEST) {
      throw malformed("the boundary is longer than " + LONGEST + " characters");
    }
    if (boundary.endsWith(" ")) {
      throw malformed("the boundary ends with a space");
    }
    if (!boundary.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      throw malformed("the boundary has a character that is not of visible ASCII");
    }
    return boundary;
  }

  private static HttpException malformed(String message) {
    return new HttpException(400, message);
  }
}
