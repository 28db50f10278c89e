package io.github.tinyhttp.sockets;

import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Transcript;
import io.github.tinyhttp.testkit.LastLines;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Prints what went over the connections of the servers of a test that has failed, once they are
/// closed.
public final class TranscriptOfFailure implements AfterEachCallback {
  private static final int KEPT = 300;

  private final LastLines lines = new LastLines(KEPT);

  /// The same options with a transcript, unless they have one.
  ServerOptions recorded(ServerOptions options) {
    return options.transcript().isPresent()
        ? options
        : options.withTranscript(Transcript.to(lines).withFields());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent() && !lines.lines().isEmpty()) {
      System.err.println(text(context.getDisplayName()));
    }
  }

  /// What is printed of a test.
  String text(String test) {
    return "What went over the connections of \"" + test + "\":\n" + lines.toString().indent(2);
  }
}
