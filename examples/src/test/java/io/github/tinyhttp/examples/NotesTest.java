package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testing.TestResponse;
import org.junit.jupiter.api.Test;

/// Shows how to test a handler without a server or a socket: make a request, and check the
/// response.
class NotesTest {
  private final Notes notes = new Notes();

  @Test
  void a_note_is_found_again() throws Exception {
    TestResponse made = TestRequest.of("PUT", "/shopping", "milk".getBytes()).sendTo(notes);
    assertThat(made.status().code()).isEqualTo(201);

    TestResponse found = TestRequest.get("/shopping").sendTo(notes);
    assertThat(found.status().code()).isEqualTo(200);
    assertThat(found.text()).isEqualTo("milk");
  }

  @Test
  void a_missing_note_is_not_found() throws Exception {
    assertThat(TestRequest.get("/shopping").sendTo(notes).status().code()).isEqualTo(404);
  }

  @Test
  void notes_are_not_posted() throws Exception {
    TestResponse response = TestRequest.post("/shopping", "milk").sendTo(notes);

    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.header("Allow")).hasValue("GET, HEAD, PUT, DELETE");
  }
}
