package io.github.tinyhttp.engine;

import io.github.tinyhttp.wire.TlsBuffers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;

/// How connections begin where TLS is spoken: with a handshake, and then what it was for.
///
/// @param engines makes an engine for one connection, on the loop's thread
/// @param workers where the arithmetic of handshakes is done
/// @param patience how long a handshake may take
/// @param farewell how long a client that is refused may take to read why
/// @param toPlainText what a client is told that does not speak TLS but some protocol of text; by
///   the first bytes it has sent
/// @param failed told of a handshake that came to nothing
/// @param next what is spoken behind it
/// @param buffers shared by all connections
public record TlsHandshakePlan(
    Supplier<SSLEngine> engines,
    Executor workers,
    Duration patience,
    Duration farewell,
    UnaryOperator<ByteBuffer> toPlainText,
    BiConsumer<Connection, Exception> failed,
    Function<Connection, Protocol> next,
    TlsBuffers buffers)
    implements Function<Connection, Protocol> {
  @Override
  public Protocol apply(Connection connection) {
    return new TlsHandshake(connection, this);
  }
}
