/// What goes over each connection, line by line. A [io.github.tinyhttp.transcript.Transcripts] puts
/// a socket around that of a connection, and a transport around its TLS; parsers take the bytes
/// apart that these move, beside the protocols, which know nothing of it. `docs/transcript.md` has
/// the grammar of the lines.
///
/// ```
/// RecordedSocket    ─┐          ┌─► Direction in  ─► Parser ─┐
///                    ├─► Layer ─┤                            ├─► Lines ─► LineQueue ─► application
/// RecordedTransport ─┘          └─► Direction out ─► Parser ─┘
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.transcript;
