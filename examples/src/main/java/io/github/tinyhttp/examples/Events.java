package io.github.tinyhttp.examples;

import module io.github.tinyhttp;
import module java.base;

import io.github.tinyhttp.EventStream.Event;

/// Sends a line from one browser to all browsers: open `http://localhost:8000` twice.
///
/// Each client has a stream of events, and a posted line goes to all streams. The lines are
/// numbered and the last ones are kept, so that a browser that reconnects gets the lines it has
/// missed.
final class Events {
  private static final String PAGE =
      """
      <!doctype html>
      <title>events</title>
      <form><input autofocus name="line"></form>
      <ul></ul>
      <script>
        new EventSource("/events").onmessage = event => {
          const item = document.createElement("li");
          item.textContent = event.data;
          document.querySelector("ul").append(item);
        };
        document.querySelector("form").onsubmit = event => {
          event.preventDefault();
          fetch("/say", {method: "POST", body: event.target.line.value});
          event.target.reset();
        };
      </script>
      """;

  /// How many lines are kept for browsers that reconnect.
  private static final int KEPT = 100;

  private final Set<EventStream> streams = new HashSet<>();
  private final Deque<Event> last = new ArrayDeque<>();
  private long count;

  void main() throws Exception {
    var server = Server.http(Integer.getInteger("port", 8000), this::handle);
    IO.println("listening on " + server.uri());
  }

  private Response handle(Request request) throws IOException {
    return switch (request.path()) {
      case "/" -> Response.html(PAGE);
      case "/events" -> {
        Optional<String> seen = request.lastEventId();
        yield Response.events(stream -> follow(stream, seen));
      }
      case "/say" -> {
        if (!request.method().equals(HttpMethod.POST)) {
          yield Response.methodNotAllowed(HttpMethod.POST);
        }
        say(request.text());
        yield Response.empty();
      }
      default -> Response.status(404);
    };
  }

  private void follow(EventStream stream, Optional<String> seen) throws InterruptedException {
    join(stream, seen);
    try {
      stream.awaitEnd();
    } finally {
      leave(stream);
    }
  }

  private synchronized void join(EventStream stream, Optional<String> seen) {
    last.stream()
        .dropWhile(event -> seen.isPresent() && !event.id().equals(seen))
        .skip(seen.isPresent() ? 1 : 0)
        .forEach(stream::offer);
    streams.add(stream);
  }

  private synchronized void leave(EventStream stream) {
    streams.remove(stream);
  }

  private synchronized void say(String line) {
    Event event = Event.of(line).withId(Long.toString(++count));
    last.add(event);
    if (last.size() > KEPT) {
      last.remove();
    }
    for (EventStream stream : streams) {
      if (!stream.offer(event)) {
        stream.close(); // the client is too slow; it reconnects and gets the missed lines
      }
    }
  }
}
