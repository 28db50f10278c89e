/// RFC 9112: HTTP/1.1 and HTTP/1.0 between the bytes and the application. `Http1` is the door.
///
/// In the order a request goes through:
///
/// ```
/// Http1Connection   bytes come, and go to the Phase the connection is in:
///   HeadPhase       takes whole requests
///     HeadReader    finds the end of a head
///     HeadParser    understands it: Head, with Target, Host, BodyFraming
///   BodyPhase       waits on the loop for a SmallBody
///   SkipPhase       passes over a body nobody wanted
///   LingerPhase     waits for the client to read the last answer
/// BodyStream        lets the application read a body: SizedBody, ChunkedBody
/// Exchange          is the Request the application sees
/// Delivery          hands it on: to the handler right here, or to another thread
/// AnswerOrder       knows whose answer is next
/// Answers           writes them, through a SocketWriter
///   ResponseFraming      frames an answer
///   HeadWriter      writes its head
///   StreamSender    sends content that is made on the way, through an ResponseBodyStream
/// ```
///
/// What a client does wrong is a `PeerFault` with a `Rule`, and `FaultReply` has the answer to it.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.http1;
