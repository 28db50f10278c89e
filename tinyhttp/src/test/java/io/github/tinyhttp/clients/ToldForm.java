package io.github.tinyhttp.clients;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;
import java.util.StringJoiner;

/// What a client has sent as a form, for tests to compare.
final class ToldForm {
  private ToldForm() {}

  /// Tells what was sent: a line for each field and for each file.
  static Response tell(Request request) throws IOException {
    Form form = request.form();
    var lines = new StringJoiner("\n");
    form.fields().forEach((name, values) -> lines.add(name + "=" + values));
    for (var uploads : form.uploads().entrySet()) {
      for (Form.Upload upload : uploads.getValue()) {
        String type = upload.contentType().map(Object::toString).orElse("none");
        lines.add(
            "%s: '%s' %s %s"
                .formatted(
                    uploads.getKey(),
                    upload.fileName().orElse(""),
                    type,
                    ClientTest.digest(upload.path())));
      }
    }
    return Response.text(lines.toString());
  }
}
