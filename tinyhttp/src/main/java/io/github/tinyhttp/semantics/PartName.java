package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.DispositionParameters;
import io.github.tinyhttp.syntax.StrictText;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The names in the `Content-Disposition` of a part of a form, RFC 7578 §4.2.
///
/// @param field the name of the form's field; an empty text if the part says none
/// @param fileName what the client calls the file, without directories; empty text if the user has
///   chosen no file
public record PartName(String field, Optional<String> fileName) {
  /// Reads the head of a part.
  ///
  /// @param charset of names in raw bytes; those that are not of it are read as UTF-8, and as
  ///   Latin-1 at the last
  /// @throws HttpException 400 if the head says two names or two file names
  public static PartName of(Headers head, Charset charset) throws HttpException {
    List<String> lines = head.all("Content-Disposition").stream().distinct().toList();
    if (lines.size() > 1) {
      throw ambiguous();
    }
    var field = new WrittenName("name");
    var fileName = new WrittenName("filename");
    for (String line : lines) {
      DispositionParameters.read(
          text(line, charset),
          (name, value) -> {
            field.accept(name, value);
            fileName.accept(name, value);
          });
    }
    if (field.isAmbiguous() || fileName.isAmbiguous()) {
      throw ambiguous();
    }
    return new PartName(field.text().orElse(""), fileName.text().map(PartName::withoutDirectories));
  }

  private static String text(String latin1, Charset charset) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    return StrictText.decode(bytes, charset).orElseGet(() -> StrictText.utf8OrLatin1(latin1));
  }

  /// Some clients send the whole path of the file; its directories do not concern a server.
  private static String withoutDirectories(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.equals(".") || name.equals("..") ? "" : name;
  }

  private static HttpException ambiguous() {
    return new HttpException(400, "a part of the form has two names");
  }
}
