package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.exchange.Carrier;
import io.github.tinyhttp.wire.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Takes a connection out of HTTP, to another protocol that the client has offered: RFC 9110 §7.8.
///
/// The request that asks for it has its connection to itself: none before it is in flight when it
/// is its turn, and none behind it is read. So no other thread writes, or ever will.
final class Http1Switch implements Carrier.ProtocolSwitch {
  private final Http1Connection connection;
  private final PipelinedCarrier carrier;

  /// The protocol as the client has spelled it.
  private final String protocol;

  /// @param protocol as the client has spelled it
  Http1Switch(Http1Connection connection, PipelinedCarrier carrier, String protocol) {
    this.connection = connection;
    this.carrier = carrier;
    this.protocol = protocol;
  }

  /// The protocol as the client has spelled it, whose names have no case; empty if the client does
  /// not offer it. An offer does not count in HTTP/1.0, nor without the connection option.
  static Optional<String> offered(Head head, String protocol) {
    return head.upgrade()
        ? head.elements("upgrade").stream().filter(protocol::equalsIgnoreCase).findFirst()
        : Optional.empty();
  }

  /// Sends 101 when it is its turn, and takes the connection. For the thread that responds.
  @Override
  public UpgradedConnection perform(Headers fields) throws IOException {
    ResponseWriter writer = connection.writer();
    try {
      writer.pipeline().awaitTurn(carrier);
      writer.socket().writeFully(ByteBuffer.wrap(lastHead(fields)));
      UpgradedConnection taken = take();
      writer.pipeline().encoded(carrier);
      return taken;
    } catch (Throwable e) {
      writer.breakOff(e); // the request has a response, which cannot be sent
      throw e;
    }
  }

  /// The last bytes of HTTP.
  private byte[] lastHead(Headers fields) {
    var out = new WriteBatch(256);
    out.put(connection.writer().pipeline().takePrefix());
    if (carrier.owesContinue()) {
      // RFC 9110 §7.8: a 100 goes first, even if the client has not waited for it
      HeadWriter.writeInterim(out, new Status(100), Headers.empty());
    }
    Headers head = fields.without("Upgrade").withAdded("Upgrade", protocol);
    HeadWriter.writeInterim(out, new Status(101), head.withAdded("Connection", "upgrade"));
    return out.take();
  }

  private UpgradedConnection take() {
    Connection io = connection.io();
    var taken =
        new UpgradedConnection(
            protocol,
            io,
            connection.http().dispatcher(),
            carrier.request(),
            connection.watch().end(connection.input().unread(carrier)));
    io.speak(taken);
    io.deadline(Clock.NEVER);
    return taken;
  }
}
