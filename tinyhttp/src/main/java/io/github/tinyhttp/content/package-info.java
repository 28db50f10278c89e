/// Content as bytes, whatever message it belongs to: what a look at a file shows, the formats gzip
/// and zlib (RFC 1952, RFC 1950), and streams that work block by block. Knows the JDK only, so that
/// the values of the front door may use it.
///
/// ```
/// file -> FileState -> size, date, tag (SmallFile: of its content), or MissingFileException
/// content -> FlateEncoder (Deflaters, FlateFormat) -> coded content
/// coded content -> FlateInput -> FlateDecoder (FlateFormat) -> content
/// stream -> StreamCopy -> the way to the client
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.content;
