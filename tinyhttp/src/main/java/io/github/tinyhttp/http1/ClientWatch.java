package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Watches for the client to leave, from the first request on that asks for it; before, it costs
/// nothing. On the driver, but for [#begin] and [#bodyRead].
final class ClientWatch {
  private final Connection io;
  private final ResponseWriter writer;
  private volatile @Nullable DisconnectProbe probe;

  ClientWatch(Connection io, ResponseWriter writer) {
    this.io = io;
    this.writer = writer;
  }

  /// A request wants to know when its client leaves. From any thread.
  void begin(HeldInput input) {
    DisconnectProbe known = probeOrNew();
    io.runOnLoop(
        _ -> {
          if (input.hasEnded()) {
            known.end();
          }
        });
    io.enableReadAhead();
  }

  private synchronized DisconnectProbe probeOrNew() {
    DisconnectProbe known = probe;
    if (known == null) {
      known = new DisconnectProbe(io, writer);
      probe = known;
    }
    return known;
  }

  /// The thread that has the input has read the body of its request.
  void bodyRead() {
    if (probe != null) {
      io.enableReadAhead();
    }
  }

  boolean isOn() {
    return probe != null;
  }

  /// The client has shut down its side.
  void clientEnded() {
    DisconnectProbe known = probe;
    if (known != null) {
      known.end();
    }
  }

  /// Reads ahead while another thread has the input.
  ///
  /// @return whether to go on so
  boolean readsOn(Driver driver) throws IOException {
    DisconnectProbe known = probe;
    return known != null && known.readsOn(driver);
  }

  /// The bytes that were read ahead, behind those in `held`.
  @Nullable InputBuffer takeBehind(@Nullable InputBuffer held) {
    DisconnectProbe known = probe;
    return known == null ? held : known.takeBehind(held);
  }

  /// Whether bytes were read ahead.
  boolean hasEarly() {
    DisconnectProbe known = probe;
    return known != null && known.hasEarly();
  }

  /// When to call [#probeIfDue(long)] next; [Clock#NEVER] for not at all.
  long nextProbe() {
    DisconnectProbe known = probe;
    return known == null ? Clock.NEVER : known.nextProbe();
  }

  void probeIfDue(long now) {
    DisconnectProbe known = probe;
    if (known != null) {
      known.probeIfDue(now);
    }
  }
}
