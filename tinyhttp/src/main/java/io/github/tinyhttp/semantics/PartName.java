package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.syntax.ValueReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The names in the `Content-Disposition` of a part of a form, RFC 7578 §4.2.
///
/// @param field the name of the form's field
/// @param fileName what the client calls the file, without directories; empty text if the user has
///   chosen no file
public record PartName(String field, Optional<String> fileName) {
  /// Reads the head of a part. A parameter `filename*` is not for forms and does not count.
  ///
  /// @throws HttpException 400 if it is not that of a part of a form, or can be read in two ways
  public static PartName of(Headers head) throws HttpException {
    List<String> lines = head.all("Content-Disposition");
    if (lines.size() != 1) {
      throw malformed("a part of a form has one Content-Disposition");
    }
    Map<String, String> parameters = parameters(head.utf8("Content-Disposition").orElseThrow());
    String field = parameters.get("name");
    if (field == null) {
      throw malformed("a part of a form has a name");
    }
    return new PartName(
        field, Optional.ofNullable(parameters.get("filename")).map(PartName::withoutDirectories));
  }

  private static Map<String, String> parameters(String value) throws HttpException {
    var reader = new ValueReader(value);
    if (!reader.token().equalsIgnoreCase("form-data")) {
      throw malformed("a part of a form has the disposition form-data");
    }
    var parameters = new HashMap<String, String>();
    reader.skipOws();
    while (reader.accept(';')) {
      reader.skipOws();
      if (reader.isAtEnd()) {
        break;
      }
      String name = reader.token().toLowerCase(Locale.ROOT);
      boolean assigned = reader.accept('=');
      Optional<String> text = reader.isAt('"') ? reader.formQuoted() : Optional.of(reader.token());
      if (name.isEmpty() || !assigned || text.isEmpty()) {
        throw malformed("the Content-Disposition of a part is malformed");
      }
      if (parameters.put(name, text.get()) != null) {
        throw malformed("the Content-Disposition of a part has something twice");
      }
      reader.skipOws();
    }
    if (!reader.isAtEnd()) {
      throw malformed("the Content-Disposition of a part is malformed");
    }
    return parameters;
  }

  /// Some clients send the whole path of the file; its directories do not concern a server.
  private static String withoutDirectories(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return name.equals(".") || name.equals("..") ? "" : name;
  }

  private static HttpException malformed(String message) {
    return new HttpException(400, message);
  }
}
