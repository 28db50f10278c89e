/// RFC 9112: HTTP/1.1 and HTTP/1.0 between the bytes and the application. [Http1] is the door.
///
/// A keep-alive GET, there and back, with a handler that is quick:
///
/// ```
/// Driver.run > Driver.drive > Connection.ready          the loop found bytes
///   Http1Connection.readable                            read
///     HeldInput.read > Transport.read
///   Http1Connection.converse                            hand on
///     RequestPhase.take > HeadReader, HeadParser        bytes become a PipelinedCarrier
///     Route.of, Http1Connection.handlesHere             with its ServerRequest
///       Dispatcher.handles > the handler                in a turn of the driver
///       ResponseWriter.framing > ResponseEncoder        into the driver's batch
///   Http1Connection.converse                            write, wait
///     HeldInput.flushes > ResponseWriter.sendsHere > Transport.write
///     RequestPhase.awaitMore
/// ```
///
/// What the other classes are for:
///
/// ```
/// Phase             what bytes mean now: RequestPhase, BodyPhase, SkipPhase, LingerPhase
/// Head              with Target and BodyFraming; BodyStream reads SizedBody or ChunkedBody
/// Pipeline          the order of responses, and who may write
/// ResponseWriter    writes them; PipelinedResponse and ResponseBodyStream send content that is
///                   made on the way, through a SocketWriter; ResponseFraming says how it is framed
/// UnsentBytes       what the socket has not taken, for the loop
/// Route             where a request goes
/// ClientWatch       tells when a client leaves, by a DisconnectProbe
/// ConnectionEnd     closes gently; ConnectionTimer sets the deadlines
/// Http1Switch       leaves HTTP for an UpgradedConnection
/// ```
///
/// A client that breaks a rule causes a [PeerFault] with a [Rule]; [RuleResponses] has the
/// response.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.http1;
