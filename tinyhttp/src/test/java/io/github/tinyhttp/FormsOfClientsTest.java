package io.github.tinyhttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.sockets.EachVersionTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bodies as clients sent them, byte by byte, and what has to come out of each.
///
/// Each file in `forms` begins with lines: the `User-Agent` of the client, the `Content-Type`, and
/// the fields and files to expect, in which unprintable characters are escaped. The body comes
/// after an empty line.
class FormsOfClientsTest extends EachVersionTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "forms");

  private record Sent(String contentType, List<String> expected, byte[] body) {
    static Sent read(Path file) throws IOException {
      byte[] all = Files.readAllBytes(file);
      int headEnd = new String(all, ISO_8859_1).indexOf("\n\n");
      String contentType = "";
      var expected = new ArrayList<String>();
      for (String line : new String(all, 0, headEnd, UTF_8).split("\n")) {
        if (line.startsWith("Content-Type: ")) {
          contentType = line.substring(14);
        } else if (!line.startsWith("User-Agent: ")) {
          expected.add(line);
        }
      }
      return new Sent(contentType, expected, Arrays.copyOfRange(all, headEnd + 2, all.length));
    }
  }

  private static List<Path> bodies() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  private static Response tell(Request request) throws IOException {
    Form form = request.form();
    var lines = new ArrayList<String>();
    form.fields()
        .forEach(
            (name, values) ->
                values.forEach(value -> lines.add("field " + shown(name) + " = " + shown(value))));
    for (var uploads : form.uploads().entrySet()) {
      for (Form.Upload upload : uploads.getValue()) {
        lines.add(
            "file %s = %s, %s: %s"
                .formatted(
                    shown(uploads.getKey()),
                    upload.fileName().map(FormsOfClientsTest::shown).orElse("no name"),
                    upload.contentType().map(MediaType::toString).orElse("no type"),
                    shown(new String(upload.bytes(), ISO_8859_1))));
      }
    }
    return Response.text(String.join("\n", lines));
  }

  private static String shown(String text) {
    var shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c >= 0x7F && c <= 0x9F || c == '\\') {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void comes_out_as_it_was_meant(Path file) throws Exception {
    Sent sent = Sent.read(file);
    var request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(sent.contentType(), sent.body().length))
            .getBytes(ISO_8859_1));
    request.writeBytes(sent.body());
    var response = converse(FormsOfClientsTest::tell).send(request.toByteArray()).readResponse();
    assertThat(response.text().lines().toList()).isEqualTo(sent.expected());
  }

  @Test
  void are_many() throws IOException {
    assertThat(bodies()).hasSizeGreaterThan(40);
  }
}
