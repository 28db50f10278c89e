package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.TestRequest;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/// Shows how to test a handler without a server or a socket: make a request, and check the
/// response.
class NotesTest {
  private final Notes notes = new Notes();

  @Test
  void a_note_is_found_again() throws Exception {
    Response made = notes.handle(TestRequest.of("PUT", "/shopping", "milk".getBytes()));
    assertThat(made.status().code()).isEqualTo(201);

    Response found = notes.handle(TestRequest.get("/shopping"));
    assertThat(found.status().code()).isEqualTo(200);
    assertThat(textOf(found)).isEqualTo("milk");
  }

  @Test
  void a_missing_note_is_not_found() throws Exception {
    assertThat(notes.handle(TestRequest.get("/shopping")).status().code()).isEqualTo(404);
  }

  @Test
  void notes_are_not_posted() throws Exception {
    Response response = notes.handle(TestRequest.post("/shopping", "milk"));

    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().first("Allow")).hasValue("GET, HEAD, PUT, DELETE");
  }

  private static String textOf(Response response) throws Exception {
    var content = new ByteArrayOutputStream();
    response.body().writeTo(content);
    return content.toString();
  }
}
