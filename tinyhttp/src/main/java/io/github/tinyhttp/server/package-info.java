/// Assembly: the parts of a running server, put together and taken apart again. `Server` alone
/// calls this room.
///
/// ```
/// Listener -> Listeners -> OpenListener -> Engine -> ConnectionSetup -> PROXY header, TLS, HTTP
///                                                                            |
/// Server <- RequestQueue (without a handler) <-------------------------------+-> Handler
///
/// Server -> Shutdown -> listeners, connections, threads
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.server;
