package io.github.tinyhttp.http1;

import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.ServerOptions;

/// The [WireCases] as most requests are served: small bodies are read before the handler is called,
/// which is on the event loop.
class WireCaseTest extends SplitWireCases {
  WireCaseTest() {
    super(ServerOptions.defaults().withHosts("*").withDispatch(Dispatch.INLINE));
  }
}
