package io.github.tinyhttp.http1;

import io.github.tinyhttp.Body;
import org.jspecify.annotations.Nullable;

/// The content that one connection pumps, if it goes on until it is ended.
final class EndlessContent {
  private final Http1Connection connection;
  private volatile Body.@Nullable EndlessWriter current;

  EndlessContent(Http1Connection connection) {
    this.connection = connection;
  }

  void begins(PipelinedCarrier carrier, Body.EndlessWriter content) {
    current = content;
    connection.http().dispatcher().endless().begins(content);
    carrier.request().onDisconnect(content::probe); // to fail where it is written
  }

  void ends(Body.EndlessWriter content) {
    current = null;
    connection.http().dispatcher().endless().ends(content);
  }

  /// Has something written soon, if there is such content, so that a client that is gone responds
  /// with a reset. For any thread.
  ///
  /// @return whether there is
  boolean probes() {
    Body.EndlessWriter content = current;
    if (content == null) {
      return false;
    }
    connection.http().dispatcher().endless().probe(content);
    return true;
  }
}
