package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Body;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The content of one server's responses that goes on until it is ended. It may be code of the
/// application: what it is told, a thread of its own tells it. For any thread.
public final class EndlessContents {
  private final Dispatcher dispatcher;
  private final Set<Body.EndlessWriter> written = ConcurrentHashMap.newKeySet();

  EndlessContents(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /// Content is written from now on.
  public void begins(Body.EndlessWriter content) {
    written.add(content);
    if (dispatcher.isDraining()) {
      end(content);
    }
  }

  /// Content is over.
  public void ends(Body.EndlessWriter content) {
    written.remove(content);
  }

  /// The client of content may be gone.
  public void probe(Body.EndlessWriter content) {
    dispatcher.tell("tinyhttp-probe", content::probe);
  }

  /// The server is shutting down, of which [Dispatcher#isDraining()] tells already.
  void endAll() {
    written.forEach(this::end);
  }

  private void end(Body.EndlessWriter content) {
    dispatcher.tell("tinyhttp-end", content::end);
  }
}
