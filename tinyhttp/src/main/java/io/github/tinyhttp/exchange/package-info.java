/// One request's life, whatever version of HTTP carries it.
///
/// ```
/// protocol ──(Carrier)──► ServerRequest ──► Dispatcher ──► Handler or receive queue
///     ▲                        │                                   │
///     └── Carrier.send ◄───────┴── RepresentationSelector ◄── Response
/// ```
///
/// A protocol gives a [Carrier] for each request: its head, its body, and the way back to the
/// client. [ServerRequest] is the only implementation of [io.github.tinyhttp.Request], and owns the
/// end of the request: `OPEN -> RESPONDED -> SENT | CUT`. [Dispatcher] chooses the thread, calls
/// the handler, and turns failures into responses. [ContentPump] moves content that is made while
/// it is sent into the protocol's [Outgoing].
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.exchange;
