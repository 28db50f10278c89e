package io.github.tinyhttp.http1;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/// The requests of a connection on which nothing more can be said.
final class Lost {
  private Lost() {}

  /// Forgets all requests of a pipeline, and tells each; responses that come now are lost. One that
  /// cannot be told, for lack of memory, does not keep the others from it.
  ///
  /// @param why makes the cause if there are any: most connections end without, and the trace of a
  ///   stack is dear
  static void all(Pipeline pipeline, Supplier<IOException> why) {
    List<PipelinedCarrier> lost = pipeline.abandon();
    if (lost.isEmpty()) {
      return;
    }
    IOException cause = why.get();
    Error failure = null;
    for (PipelinedCarrier one : lost) {
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
