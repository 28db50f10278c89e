/// RFC 9110: what holds for any version of HTTP. Only values go in and come out; no class here
/// knows a connection, a protocol or the engine.
///
/// ```
/// Request × Response -> RepresentationSelector -> Response as it is sent
///     file -> FileSource        the state that its validators name (FileDate)
///     ContentCoder              chooses a coding (AcceptEncoding), codes last (CodedWriter)
///     Preconditions             304, 412 (EntityTags, Metadata)
///     PartialContent            206, 416 (RangeOffer, Slice, BytesSource, ConcatenatedParts)
///     SmallFiles                small content goes with its head (SmallContent)
///
/// Request.body() -> DecodedBody -> bytes -> TextBody, FormBody, SavedBody
///                              -> MultipartReader -> FormParts -> FormPart
///
/// Request.headers() -> Cookies, Preferences, Preconditions, Forwarding
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.semantics;
