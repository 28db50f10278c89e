/// Event loops, the threads that drive them, and connections. The engine knows no protocol by name;
/// each is an implementation of `Protocol`.
///
/// ```
/// Driver.run -> Driver.drive -> Connection.ready -> Protocol.readable
///                    |
///                    +- EventLoop   its state: poller, what is ready, tasks, connections
///                    +- Turn        whether the loop is still this driver's
///                          ^
///                    Watchdog       takes the turn from a driver that blocks in a handler,
///                                   and gives the loop to a spare of the DriverPool
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.engine;
