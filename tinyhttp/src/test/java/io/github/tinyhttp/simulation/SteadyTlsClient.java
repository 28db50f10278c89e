package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.AdvancedClock;
import io.github.tinyhttp.wire.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A client that makes one request over TLS, reads slowly and steadily for a while, and then the
/// rest at once. Only this client moves the clock, and only while the server has sent as much as it
/// can: so however long the server takes, it is never the client that is late.
public final class SteadyTlsClient implements NetworkClient {
  /// A few of them are less than what a loop takes for a standstill of the process.
  private static final Duration TICK = Duration.ofMillis(20);

  /// How many bytes the server can have on the way.
  private static final int ROOM = 32 << 10;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /// How a client reads.
  ///
  /// @param bytes how many bytes it reads each time
  /// @param pause the time from one read to the next
  /// @param slow for how long it reads slowly
  public record Pace(int bytes, Duration pause, Duration slow) {}

  private final SSLEngine engine;
  private final byte[] request;
  private final Pace pace;
  private final Predicate<byte[]> isWhole;

  private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
  private ByteBuffer records = NOTHING;
  private @Nullable Network network;
  private @Nullable SimulatedSocket socket;
  private boolean asked;
  private int allowance;
  private long askedAt;
  private long readAt;
  private boolean done;

  /// @param engine of a client
  /// @param isWhole whether the response is whole, of all that was decrypted
  public SteadyTlsClient(SSLEngine engine, byte[] request, Pace pace, Predicate<byte[]> isWhole) {
    this.engine = engine;
    this.request = request.clone();
    this.pace = pace;
    this.isWhole = isWhole;
  }

  @Override
  public void connected(Network to, SimulatedSocket through, Random chance) {
    network = to;
    socket = through;
    through.takeAll(ROOM);
  }

  private SimulatedSocket socket() {
    return Objects.requireNonNull(socket, "not connected");
  }

  private Network network() {
    return Objects.requireNonNull(network, "not connected");
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public boolean canAct() {
    boolean canPass = !isSlow() || allowance > 0 || !socket().isWritable();
    return hasToSay()
        || !socket().toClient.isEmpty() && canPass
        || socket().serverEnded
        || socket().closed;
  }

  private boolean hasToSay() {
    return switch (engine.getHandshakeStatus()) {
      case NEED_WRAP, NEED_TASK -> true;
      case NOT_HANDSHAKING, FINISHED -> !asked;
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> false;
    };
  }

  private boolean isSlow() {
    return asked && passed().compareTo(pace.slow) < 0;
  }

  /// How much time has passed since the request.
  private Duration passed() {
    return Duration.ofNanos(Clock.now() - askedAt);
  }

  @Override
  public void act() {
    try {
      if (socket().serverReset || socket().serverEnded && socket().toClient.isEmpty()) {
        end("the server has ended the connection after " + passed());
      } else if (isSlow() && allowance == 0) {
        pass();
      } else if (hasToSay()) {
        speak();
      } else {
        take();
      }
    } catch (SSLException | RuntimeException e) {
      end(e.toString());
    }
  }

  /// Lets time go by, and the loop see it.
  private void pass() {
    AdvancedClock.by(TICK.toNanos());
    if (Clock.now() - readAt >= pace.pause.toNanos()) {
      readAt = Clock.now();
      allowance = pace.bytes;
    }
    network().wakeUp();
  }

  private void take() throws SSLException {
    int most = socket().toClient.size();
    int count = isSlow() ? Math.min(most, allowance) : most;
    allowance -= isSlow() ? count : 0;
    byte[] more = socket().toClient.take(count);
    records = ByteBuffer.allocate(records.remaining() + more.length).put(records).put(more).flip();
    decrypt();
    if (!isSlow() && isWhole.test(plain.toByteArray())) {
      done = true;
      socket().clientEnded = true;
    }
  }

  private void decrypt() throws SSLException {
    ByteBuffer into = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    SSLEngineResult.Status status = SSLEngineResult.Status.OK;
    while (status == SSLEngineResult.Status.OK && records.hasRemaining() && !hasToSay()) {
      status = engine.unwrap(records, into.clear()).getStatus();
      plain.write(into.array(), 0, into.position());
    }
  }

  /// Says what there is to say: a step of the handshake, or the request.
  private void speak() throws SSLException {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
    boolean asks = engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    if (asks || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(asks ? ByteBuffer.wrap(request) : NOTHING, out);
      if (asks) {
        asked = true;
        askedAt = Clock.now();
        readAt = askedAt;
      }
      socket().toServer.add(out.array(), 0, out.position());
    }
    decrypt();
  }

  private void end(String fault) {
    network().fault(fault);
    socket().clientReset = true;
    done = true;
  }

  @Override
  public String toString() {
    return "client of TLS: " + plain.size() + " bytes after " + passed() + ", " + engine;
  }
}
