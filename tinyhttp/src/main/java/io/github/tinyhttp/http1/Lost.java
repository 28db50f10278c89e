package io.github.tinyhttp.http1;

import java.io.IOException;

/// The requests of a connection on which nothing more can be said.
final class Lost {
  private Lost() {}

  /// Forgets all requests of a pipeline, and tells each. One that cannot be told, for lack of
  /// memory, does not keep the others from it.
  static void all(Pipeline pipeline, IOException cause) {
    Error failure = null;
    for (PipelinedCarrier one : pipeline.abandon()) {
      try {
        tell(pipeline, one, cause);
      } catch (Error e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void tell(Pipeline pipeline, PipelinedCarrier carrier, IOException cause) {
    try {
      carrier.request().clientLeft();
    } finally {
      if (pipeline.hasResponse(carrier)) {
        carrier.request().cut(cause);
      }
    }
  }
}
