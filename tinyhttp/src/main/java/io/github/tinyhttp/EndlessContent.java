package io.github.tinyhttp;

import io.github.tinyhttp.content.EndlessScope;
import java.io.OutputStream;

/// A writer of endless content, as the response knows it while it writes.
///
/// @param writer told to end by the response
record EndlessContent(Body.EndlessWriter writer) implements EndlessScope.Content {
  /// Writes endless content, and has the response that this thread writes know it.
  static void write(Body.EndlessWriter writer, OutputStream out) throws Exception {
    EndlessScope.write(new EndlessContent(writer), () -> writer.writeTo(out));
  }

  @Override
  public void end() {
    writer.end();
  }

  @Override
  public void probe() {
    writer.probe();
  }
}
