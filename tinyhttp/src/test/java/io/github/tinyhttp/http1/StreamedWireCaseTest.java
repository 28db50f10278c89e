package io.github.tinyhttp.http1;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.ServerOptions;

/// The [WireCases] with handlers on threads of their own, which read the bodies themselves while
/// these arrive.
class StreamedWireCaseTest extends SplitWireCases {
  StreamedWireCaseTest() {
    super(
        ServerOptions.defaults()
            .withHosts("*")
            .withDispatch(Dispatch.VIRTUAL_THREADS)
            .withLimits(Limits.defaults().withSmallBody(0)));
  }
}
