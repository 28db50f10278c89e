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

/// What a connection speaks first that comes from a proxy: one header of the PROXY protocol. Then
/// it speaks what its listener is for, from the byte behind the header on.
///
/// Whoever may send the header can be anybody, so it is taken from those who are trusted, and from
/// others not a byte is. A connection without a good header is closed without an answer: nobody
/// knows yet whom to answer, and in what protocol.
public final class ProxyPrelude implements Protocol {
  /// How such connections begin, and what comes of it.
  ///
  /// @param trusted where proxies connect from
  /// @param time until the header has to be there
  /// @param then what is spoken behind it
  /// @param refused told of a connection that is closed for its header, and why
  public record Plan(
      Networks trusted,
      Duration time,
      Function<Connection, Protocol> then,
      BiConsumer<Connection, String> refused) {}

  private final Connection io;
  private final Plan plan;
  private byte[] bytes = new byte[64];
  private int count;

  public ProxyPrelude(Connection io, Plan plan) {
    this.io = io;
    this.plan = plan;
    io.deadline(Clock.after(Clock.now(), plan.time().toNanos()));
    if (!isTrusted()) {
      io.hold();
      io.release(true); // goes on in `resumed`, when the loop has made the connection its own
    }
  }

  private boolean isTrusted() {
    return plan.trusted().contains(io.ends().remote());
  }

  @Override
  public void readable(Driver driver) {
    if (!isTrusted()) {
      refuse("a PROXY header is not taken from there");
      return;
    }
    try {
      if (isThere()) {
        ProxyProtocol.Header header = ProxyProtocol.parse(bytes, count);
        io.introduce(header);
        Protocol next = plan.then().apply(io);
        io.speak(next);
        next.readable(driver);
      }
    } catch (ProtocolException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      io.close();
    }
  }

  /// Reads the header, and nothing behind it.
  ///
  /// @return whether it is all here
  private boolean isThere() throws IOException {
    for (int missing = next(); missing > 0; missing = next()) {
      if (bytes.length - count < missing) {
        bytes = Arrays.copyOf(bytes, count + missing);
      }
      int more = io.read(ByteBuffer.wrap(bytes, count, missing));
      if (more < 0 && count == 0) {
        io.close(); // somebody looked whether there is a listener
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

  private int next() throws ProtocolException {
    return ProxyProtocol.missing(bytes, count);
  }

  private void refuse(String why) {
    plan.refused().accept(io, why);
    io.close();
  }

  @Override
  public void writable(Driver driver) {}

  @Override
  public void expired(Driver driver, boolean watched) {
    refuse("a PROXY header took too long");
  }

  @Override
  public void drain(Driver driver) {
    io.close();
  }

  @Override
  public void closed() {}
}
