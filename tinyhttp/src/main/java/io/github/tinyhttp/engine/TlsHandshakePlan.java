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

/// The parameters of the TLS connections of one listener, as a function that makes their first
/// protocol, the handshake.
///
/// @param engines makes the engine of one connection; called on a driver
/// @param workers runs the arithmetic of handshakes
/// @param patience how long a handshake may take
/// @param farewell how long a client whose handshake has failed may take to read the alert
/// @param toPlainText makes the bytes to send to a client that speaks a text protocol in place of
///   TLS, from the first bytes that it has sent
/// @param failed called with a connection whose handshake has failed
/// @param next makes the protocol that follows the handshake
/// @param buffers the buffers that all connections share
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
