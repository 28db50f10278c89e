/// HTTP/2: RFC 9113, with HPACK (RFC 7541), priorities (RFC 9218) and tunnels (RFC 8441).
///
/// The path of a request, all of it on the driver but what the application does:
///
/// ```
/// Http2Connection.readable > FrameInput > FrameReader > Receiver
///     HpackDecoder > RequestFields > Http2Head         a header block becomes a head
///     Arrivals.open > Http2Stream                      which is a Carrier
///   converse > Arrivals.handsOn > the handler, or another thread
///     Signals                                          how that thread reaches the driver
///   Sender.serve > ResponseHeads > HpackEncoder        the head of the response
///   Sender.flushes > DataFrames > Scheduler > Backlog > Transport.write
/// ```
///
/// What the other classes are for:
///
/// ```
/// Frames, ErrorCode       the layout of frames, and how they are written
/// HeaderBlock             a block that comes in several frames
/// Streams                 which are open, with StreamTable; ClosedStreams remembers others
/// StreamState             what the driver knows of a stream
/// StreamInput             what DATA frames bring; StreamBody is a request body made of it
/// StreamOutput            what they take out; StreamContent is the content of a response in it
/// Tunnel                  a stream that has left HTTP, with TunnelOutput and TunnelReceiver
/// Tunnels                 whose receivers are called; TunnelRefusal for tunnels that do not open
/// Turns                   how a driver runs code of the application
/// StreamSignals           what threads leave for the driver
/// FileReading             reads files on the driver, with FileTransfer
/// StreamEnds, Ending      how streams end, and how the connection does
/// ConnectionTimer         deadlines; Budget bounds what leads to nothing
/// ClientSettings          what the client's SETTINGS say; ServerSettings says ours
/// ```
///
/// A client that breaks a rule causes a [ConnectionFault], a [StreamFault], or a response to a
/// [Rule] of messages.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.http2;
