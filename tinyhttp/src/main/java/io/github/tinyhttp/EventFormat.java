package io.github.tinyhttp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The text of an event stream, as the HTML standard's section 9.2.5 says: blocks of lines, each
/// block with an empty line behind it.
final class EventFormat {
  private EventFormat() {}

  static byte[] event(EventStream.Event event) {
    var text = new StringBuilder(event.data().length() + 32);
    event.name().ifPresent(name -> text.append("event: ").append(name).append('\n'));
    event.id().ifPresent(id -> text.append("id: ").append(id).append('\n'));
    event.retry().ifPresent(time -> retry(text, time));
    return block(lines(text, "data: ", event.data()));
  }

  static byte[] comment(String text) {
    return block(lines(new StringBuilder(), ": ", text));
  }

  static byte[] retry(Duration time) {
    return block(retry(new StringBuilder(), time));
  }

  private static StringBuilder retry(StringBuilder into, Duration time) {
    return into.append("retry: ").append(time.toMillis()).append('\n');
  }

  /// Adds a line for each line of the text, so that no text can begin a field of its own.
  private static StringBuilder lines(StringBuilder into, String field, String text) {
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        into.append(field).append(text, start, i).append('\n');
        if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    return into.append(field).append(text, start, text.length()).append('\n');
  }

  private static byte[] block(StringBuilder lines) {
    return lines.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }
}
