package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Log;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;

/// Closes the streams that applications put into responses.
final class ResponseStreams {
  private ResponseStreams() {}

  /// Closes the stream of a response that is not sent.
  static void close(Response response, Dispatcher dispatcher) {
    if (!response.body().isInMemory()) {
      response.body().inputStream().ifPresent(source -> close(source, dispatcher));
    }
  }

  /// Closes the streams of a response that is at its end: of the one that the application gave, and
  /// of the one that was sent.
  static void close(Response given, Response sent, Dispatcher dispatcher) {
    close(given, dispatcher);
    if (sent != given && !sent.body().equals(given.body())) {
      close(sent, dispatcher);
    }
  }

  /// Closes on a thread that may block: to close a stream is the application's code, which no
  /// driver runs outside of a handler.
  private static void close(InputStream source, Dispatcher dispatcher) {
    if (Thread.currentThread() instanceof Driver) {
      dispatcher.startInBackground("tinyhttp-cleaner", () -> closeHere(source));
    } else {
      closeHere(source);
    }
  }

  private static void closeHere(InputStream source) {
    try {
      source.close();
    } catch (IOException e) {
      Log.write(Level.DEBUG, "cannot close the stream of a response", e);
    } catch (Throwable e) {
      Log.write(Level.WARNING, "closing the stream of a response failed", e);
    }
  }
}
