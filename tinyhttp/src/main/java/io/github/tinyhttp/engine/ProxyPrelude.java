package io.github.tinyhttp.engine;

import io.github.tinyhttp.syntax.Networks;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.ProxyProtocol;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The first protocol of a connection from a proxy: it reads one header of the PROXY protocol, and
/// leaves the bytes behind the header to the next protocol.
///
/// A sender of that header can claim any address. So the header is accepted from trusted peers
/// only; other peers are closed unread. A connection without a valid header is closed without a
/// word, as it is not known yet which protocol the client speaks.
public final class ProxyPrelude implements Protocol {
  /// The parameters of the connections of one listener.
  ///
  /// @param trusted the networks of the proxies
  /// @param time how long the header may take to arrive
  /// @param then makes the next protocol
  /// @param refused called with a connection that is closed for its header, and with the reason
  public record Plan(
      Networks trusted,
      Duration time,
      Function<Connection, Protocol> then,
      BiConsumer<Connection, String> refused) {}

  private final Connection io;
  private final Plan plan;
  private byte[] bytes = new byte[64];
  private int count;
  private final long since = Clock.now();

  /// How long a client that has begun nothing may still do so while the server is being shut down;
  /// [Clock#NEVER] if it is not.
  private long drainUntil = Clock.NEVER;

  public ProxyPrelude(Connection io, Plan plan) {
    this.io = io;
    this.plan = plan;
    io.deadline(Clock.after(Clock.now(), plan.time().toNanos()));
    if (!isTrusted()) {
      io.hold();
      io.resumeOnLoop(); // goes on in `resumed`, when the loop has added the connection to its list
    }
  }

  private boolean isTrusted() {
    return plan.trusted().contains(io.remote());
  }

  @Override
  public void readable(Driver driver) {
    if (!isTrusted()) {
      refuse("a PROXY header is not taken from there");
      return;
    }
    try {
      if (readHeader()) {
        ProxyProtocol.Header header = ProxyProtocol.parse(bytes, count);
        io.ends(io.endpoints().reportedBy(header));
        Protocol next = plan.then().apply(io);
        io.speak(next);
        next.readable(driver);
        if (drainUntil != Clock.NEVER && driver.isDriving() && !io.isClosed()) {
          next.drain(driver, drainUntil);
        }
      }
    } catch (ProtocolException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      io.close();
    }
  }

  /// Reads the header, and no byte behind it.
  ///
  /// @return whether the header is complete
  private boolean readHeader() throws IOException {
    for (int missing = missing(); missing > 0; missing = missing()) {
      if (bytes.length - count < missing) {
        bytes = Arrays.copyOf(bytes, count + missing);
      }
      int more = io.read(ByteBuffer.wrap(bytes, count, missing));
      if (more < 0 && count == 0) {
        io.close(); // a port scanner, or a health check
      } else if (more < 0) {
        throw new ProtocolException("a PROXY header ends too early");
      }
      if (more <= 0) {
        return false;
      }
      count += more;
    }
    return true;
  }

  private int missing() throws ProtocolException {
    return ProxyProtocol.missing(bytes, count);
  }

  private void refuse(String why) {
    plan.refused().accept(io, why);
    io.close();
  }

  @Override
  public void writable(Driver driver) {}

  @Override
  public void expired(Driver driver, long now) {
    if (drainUntil != Clock.NEVER) {
      io.close(); // the server ends
    } else {
      refuse("a PROXY header took too long");
    }
  }

  @Override
  public void drain(Driver driver, long until) {
    drainUntil = until;
    io.deadline(until);
    readable(driver); // a header that has just come still counts
  }

  @Override
  public long idleSince() {
    return count == 0 ? since : Clock.NEVER;
  }

  @Override
  public String name() {
    return "PROXY";
  }

  @Override
  public void closed() {}
}
