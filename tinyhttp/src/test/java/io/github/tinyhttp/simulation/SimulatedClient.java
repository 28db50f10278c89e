package io.github.tinyhttp.simulation;

import io.github.tinyhttp.wire.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client that sends some requests, and does at most one thing that clients should not do.
/// Guarded by its network.
public final class SimulatedClient {
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

  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private final ReceivedResponses received = new ReceivedResponses(exchanges);
  private final int number;
  private final boolean pipelines;
  private final Fault fault;
  private final int faultAt;
  private final long stallNanos;
  private byte[] requests = {};

  private @Nullable Network network;
  private @Nullable SimulatedSocket socket;
  private @Nullable Random random;
  private int sent;
  private int taken;
  private long stalledUntil;
  private boolean hasStalled;
  private boolean done;

  /// @param threads whether requests may take threads of the server
  public SimulatedClient(Random random, int number, boolean threads) {
    this.number = number;
    this.pipelines = random.nextBoolean();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Exchange next = Exchange.random(random, number * 10 + i, threads);
      exchanges.add(next);
      requests = Exchange.concat(requests, next.request());
      ends.add(requests.length);
    }
    Fault[] all = Fault.values();
    int choices = threads ? Fault.STALL.ordinal() : all.length;
    this.fault = random.nextInt(3) == 0 ? Fault.NONE : all[random.nextInt(choices)];
    this.faultAt = random.nextInt(requests.length + 1);
    this.stallNanos = TimeUnit.SECONDS.toNanos(random.nextInt(3_000));
  }

  void connected(Network to, SimulatedSocket through, Random chance) {
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

  boolean isDone() {
    return done;
  }

  // ---- what it can do

  boolean canAct() {
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
    return Clock.now() < stalledUntil;
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

  void act() {
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
    received.take(bytes);
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
    boolean all = received.complete() == exchanges.size();
    if (network().listener().hasStarved() && !received.hasPart()) {
      return; // it may have been idle when there was no descriptor
    }
    if (fault == Fault.NONE || fault == Fault.HALF_CLOSE && sent == requests.length) {
      ReceivedResponses.check(all, how + " before all responses have come");
      ReceivedResponses.check(!received.hasPart(), "bytes behind the last response");
    } else if (fault == Fault.HALF_CLOSE) {
      int whole = (int) ends.stream().filter(end -> end <= sent).count();
      ReceivedResponses.check(
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
        + (socket().closed ? "closed" : "open");
  }
}
