package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

import io.github.tinyhttp.HttpMethod;

/// A page with a form, and what becomes of its files: each is kept under a name of ours in a
/// directory of its own. `curl -F title=holidays -F photo=@a.jpg localhost:8000`
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
    directory = Files.createTempDirectory("photos"); // an application would keep them
  }

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::answer);
    IO.println("listening on " + server.uri());
  }

  private Response answer(Request request) throws IOException {
    if (request.method().isSafe()) {
      return Response.html(PAGE);
    }
    if (!request.method().equals(HttpMethod.POST)) {
      return Response.status(405).withHeader("Allow", "GET, HEAD, POST");
    }
    var form = request.form();
    var lines = new StringJoiner("\n", "", "\n");
    lines.add(form.field("title").orElse("no title"));
    for (var photo : form.uploads().getOrDefault("photo", List.of())) {
      // What the client calls it is shown and never used: the name of the file is made here.
      Path kept = Files.move(photo.path(), directory.resolve(UUID.randomUUID() + ".jpg"));
      lines.add("%s: %d bytes".formatted(photo.fileName(), Files.size(kept)));
    }
    return Response.text(lines.toString());
  }
}
