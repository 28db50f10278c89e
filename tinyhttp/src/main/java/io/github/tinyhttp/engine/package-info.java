/// The machine room: sockets, event loops, and the threads that drive them. It knows nothing of
/// HTTP; a protocol is an implementation of `Protocol`.
///
/// ```
/// Acceptor -> EventLoop (driven by a Driver) -> Connection -> Protocol
///                 ^ takes it from a driver that blocks
///             Watchdog, with a thread of the DriverPool
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.engine;
