package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

/// A page with a form for uploads. Each uploaded file is stored under a name that the server
/// chooses: `curl -F title=holidays -F photo=@a.jpg localhost:8000`.
final class UploadForm {
  private static final String PAGE =
      """
      <!doctype html>
      <meta charset="utf-8">
      <title>Upload</title>
      <form method="post" enctype="multipart/form-data">
        <input name="title" placeholder="title" required>
        <input name="photo" type="file" multiple>
        <button>Send</button>
      </form>
      """;

  private final Path directory;

  UploadForm() throws IOException {
    directory = Files.createTempDirectory("photos"); // a real application stores them elsewhere
  }

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::handle);
    IO.println("listening on " + server.uri());
  }

  private Response handle(Request request) throws IOException {
    if (request.method().isSafe()) {
      return Response.html(PAGE);
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return Response.methodNotAllowed(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    }
    var form = request.form();
    var lines = new StringJoiner("\n", "", "\n");
    lines.add(form.field("title").orElse("no title"));
    for (var photo : form.uploads().getOrDefault("photo", List.of())) {
      // The client's name is only shown; it is never used as a name of a file.
      Path stored = Files.move(photo.path(), directory.resolve(UUID.randomUUID() + ".jpg"));
      lines.add("%s: %d bytes".formatted(photo.fileName().orElse("a photo"), Files.size(stored)));
    }
    return Response.text(lines.toString());
  }
}
