/// RFC 9112: HTTP/1.1 and HTTP/1.0 between the bytes and the application. `Http1` is the door.
///
/// In the order a request goes through:
///
/// ```
/// Http1Connection   bytes come
///   HeadReader      finds the end of a head
///   HeadParser      understands it: Head, with Target, Host, BodyFraming
///   SmallBody       waits on the loop for a small body, or
///   BodyStream      lets the application read it: SizedBody, ChunkedBody
///   Exchange        is the Request the application sees
/// Answers           keeps the order of the answers
///   AnswerPlan      frames an answer
///   HeadWriter      writes its head
///   StreamSender    sends content that is made on the way, through an AnswerStream
/// ```
///
/// What a client does wrong is a `PeerFault` with a `Rule`, and `FaultReply` has the answer to it.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.http1;
