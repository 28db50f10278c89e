package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.io.IOException;

/// Makes of what the application answers what is sent for that request: RFC 9110 §3.2 calls it the
/// selected representation. Holds for any version of HTTP, and only changes values.
///
/// Runs on the thread that answers, which may block; the price of an answer that none of it
/// concerns is a look at its fields.
public final class Selection {
  /// What is sent in place of `answer`; mostly `answer` itself.
  ///
  /// @throws IOException if the content cannot be looked at
  public Response select(Request request, Response answer) throws IOException {
    return answer;
  }
}
