package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client that sends some requests, and does at most one thing that clients should not do.
/// Guarded by its network.
public final class SimulatedClient implements NetworkClient {
  /// What it does when it has sent so many bytes, or taken so many. The last ones end by time,
  /// which is simulated for the thread that polls alone.
  private enum Fault {
    NONE,
    RESET_SENDING,
    RESET_TAKING,
    HALF_CLOSE,
    STALL,
    VANISH,
    TAKE_NOTHING
  }

  private final List<Exchange> exchanges;
  private final List<Integer> ends;
  private final Received received;
  private final int number;
  private final boolean pipelines;
  private final Fault fault;
  private final int faultAt;
  private final long stallNanos;

  /// What it has to say; with HTTP/2 this grows by what it replies.
  private byte[] requests;

  private @Nullable Network network;
  private @Nullable SimulatedSocket socket;
  private @Nullable Random random;
  private int sent;
  private int taken;
  private long stalledUntil;
  private boolean hasStalled;
  private boolean done;

  private SimulatedClient(
      Random random, int number, boolean threads, List<Exchange> exchanges, Talk talk) {
    this.number = number;
    this.exchanges = exchanges;
    this.pipelines = talk.script.ends().size() == 1 || random.nextBoolean();
    this.received = talk.received;
    this.ends = talk.script.ends();
    this.requests = talk.script.bytes();
    Fault[] all = Fault.values();
    int choices = threads ? Fault.HALF_CLOSE.ordinal() : all.length;
    this.fault = random.nextInt(3) == 0 ? Fault.NONE : all[random.nextInt(choices)];
    this.faultAt = random.nextInt(requests.length + 1);
    this.stallNanos = TimeUnit.SECONDS.toNanos(random.nextInt(3_000));
  }

  /// What it says, and what it makes of what it hears.
  private record Talk(Script script, Received received) {}

  /// A client of HTTP/1.1.
  ///
  /// @param threads whether requests may take threads of the server
  public static SimulatedClient ofHttp1(Random random, int number, boolean threads) {
    List<Exchange> exchanges = Exchange.some(random, number, threads, 100_000);
    var talk = new Talk(Script.ofHttp1(exchanges, random), new ReceivedResponses(exchanges));
    return new SimulatedClient(random, number, threads, exchanges, talk);
  }

  /// A client of HTTP/1.0, which asks for content of unknown length.
  public static SimulatedClient ofHttp10(Random random, int number) {
    Exchange exchange = Exchange.streamed(random, number * 10);
    var talk = new Talk(Script.ofHttp10(exchange), new ReceivedToEnd(exchange));
    return new SimulatedClient(random, number, true, List.of(exchange), talk);
  }

  /// A client of HTTP/2.
  ///
  /// @param threads whether requests may take threads of the server
  public static SimulatedClient ofHttp2(Random random, int number, boolean threads) {
    List<Exchange> exchanges =
        Exchange.some(random, number, threads, 10_000); // within the first window
    int window = random.nextInt(4) == 0 ? 2_000 + random.nextInt(2_000) : 65_535;
    var talk =
        new Talk(
            Script.ofHttp2(exchanges, random, window),
            new ReceivedStreams(exchanges, random, window));
    return new SimulatedClient(random, number, threads, exchanges, talk);
  }

  @Override
  public void connected(Network to, SimulatedSocket through, Random chance) {
    network = to;
    socket = through;
    random = chance;
  }

  private Network network() {
    return Objects.requireNonNull(network, "not connected");
  }

  private SimulatedSocket socket() {
    return Objects.requireNonNull(socket, "not connected");
  }

  private Random random() {
    return Objects.requireNonNull(random, "not connected");
  }

  @Override
  public boolean isDone() {
    return done;
  }

  // ---- what it can do

  @Override
  public boolean canAct() {
    if (socket().serverReset || isFaultDue()) {
      return true;
    }
    if (fault == Fault.VANISH && sent >= faultAt) {
      return socket().closed;
    }
    return !isStalled() && (canSend() || canTake() || canEnd());
  }

  private boolean isFaultDue() {
    return switch (fault) {
      case RESET_SENDING -> sent >= faultAt;
      case RESET_TAKING -> taken >= faultAt;
      case HALF_CLOSE -> sent >= faultAt && !socket().clientEnded;
      case STALL -> sent >= faultAt && !hasStalled;
      case NONE, VANISH, TAKE_NOTHING -> false;
    };
  }

  private boolean isStalled() {
    return Clock.now() < stalledUntil && !socket().closed; // time may pass no more
  }

  private boolean canSend() {
    return !socket().clientEnded && sent < limit() && socket().toServer.size() < 16_000;
  }

  /// How many bytes it may send now.
  private int limit() {
    int most =
        pipelines ? requests.length : ends.get(Math.min(received.complete(), ends.size() - 1));
    return switch (fault) {
      case RESET_SENDING, HALF_CLOSE, VANISH -> Math.min(most, faultAt);
      case STALL -> hasStalled ? most : Math.min(most, faultAt);
      case NONE, RESET_TAKING, TAKE_NOTHING -> most;
    };
  }

  private boolean canTake() {
    boolean stopped = fault == Fault.TAKE_NOTHING && taken >= faultAt;
    return !socket().toClient.isEmpty() && !stopped;
  }

  private boolean canEnd() {
    boolean satisfied = received.complete() == exchanges.size() && !socket().clientEnded;
    boolean serverDone = socket().serverEnded && socket().toClient.isEmpty();
    return satisfied || serverDone || socket().closed && fault == Fault.TAKE_NOTHING;
  }

  // ---- what it does

  @Override
  public void act() {
    try {
      if (socket().serverReset) {
        end("reset");
      } else if (isFaultDue()) {
        fail();
      } else if (fault == Fault.VANISH && sent >= faultAt) {
        done = true;
      } else if (canSend() && (!canTake() || random().nextBoolean())) {
        send();
      } else if (canTake()) {
        take();
      } else if (received.complete() == exchanges.size() && !socket().clientEnded) {
        socket().clientEnded = true;
      } else {
        end("end");
      }
    } catch (RuntimeException e) {
      network().fault(this + ": " + e.getMessage());
      socket().clientReset = true;
      done = true;
    }
  }

  private void fail() {
    switch (fault) {
      case RESET_SENDING, RESET_TAKING -> {
        socket().clientReset = true;
        done = true;
      }
      case HALF_CLOSE -> socket().clientEnded = true;
      case STALL -> {
        hasStalled = true;
        stalledUntil = Clock.now() + stallNanos;
      }
      case NONE, VANISH, TAKE_NOTHING -> throw new IllegalStateException("nothing to do");
    }
  }

  private void send() {
    int count = some(limit() - sent);
    socket().toServer.add(requests, sent, count);
    sent += count;
  }

  private void take() {
    byte[] bytes = socket().toClient.take(some(socket().toClient.size()));
    taken += bytes.length;
    byte[] replies = received.take(bytes);
    requests = Arrays.copyOf(requests, requests.length + replies.length);
    System.arraycopy(replies, 0, requests, requests.length - replies.length, replies.length);
  }

  private int some(int most) {
    return switch (random().nextInt(4)) {
      case 0 -> 1;
      case 1 -> 1 + random().nextInt(most);
      default -> most;
    };
  }

  /// The server has ended the connection.
  private void end(String how) {
    done = true;
    socket().clientEnded = true; // it closes its side, too
    if (!how.equals("reset")) {
      received.ended();
    }
    boolean all = received.complete() == exchanges.size();
    if (network().listener().hasStarved() && !received.hasPart()) {
      return; // it may have been idle when there was no descriptor
    }
    if (socket().harmed) {
      return;
    }
    if (fault == Fault.NONE
        || fault == Fault.HALF_CLOSE && sent == requests.length && ends.size() > 1) {
      Received.check(all, how + " before all responses have come");
      Received.check(received.failures() == 0, how + " with failures");
      Received.check(!received.hasPart(), how + " with bytes behind the last response");
    } else if (fault == Fault.HALF_CLOSE && received instanceof ReceivedResponses) {
      int whole = (int) ends.stream().filter(end -> end <= sent).count();
      Received.check(
          received.complete() >= whole, how + " before the responses to whole requests have come");
    }
  }

  @Override
  public String toString() {
    return "client "
        + number
        + (pipelines ? ", pipelining, " : ", ")
        + fault
        + " at "
        + faultAt
        + ": sent "
        + sent
        + " of "
        + requests.length
        + ", got "
        + received.complete()
        + " of "
        + exchanges.size()
        + received.refusal().map(status -> " and " + status).orElse("")
        + ", "
        + (socket().closed ? "closed, " : "open, ")
        + received;
  }
}
