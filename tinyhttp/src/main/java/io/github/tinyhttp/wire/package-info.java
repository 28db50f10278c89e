/// Sockets, transports (plain and TLS), the PROXY header, buffers, time and the log.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.wire;
