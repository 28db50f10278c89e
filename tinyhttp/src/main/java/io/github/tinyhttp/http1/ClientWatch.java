package io.github.tinyhttp.http1;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.InputBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The watch for a client to leave. A connection keeps [#NONE], which does nothing, until a request
/// asks for a [DisconnectProbe]. On the driver, but for [#begin] and [#bodyRead()].
interface ClientWatch {
  /// No request has asked.
  ClientWatch NONE = new ClientWatch() {};

  default boolean isOn() {
    return false;
  }

  /// A request wants to know when its client leaves. From any thread.
  default void begin(HeldInput input) {}

  /// The thread that has the input has read the body of its request.
  default void bodyRead() {}

  /// The client has shut down its side.
  default void clientEnded() {}

  /// Reads ahead while another thread has the input.
  ///
  /// @return whether to go on so
  default boolean readsOn(Driver driver) throws IOException {
    return false;
  }

  /// The bytes that were read ahead, behind those in `held`.
  default @Nullable InputBuffer takeBehind(@Nullable InputBuffer held) {
    return held;
  }

  /// The connection leaves HTTP, and no more is read ahead. For the thread that has the input.
  ///
  /// @return the bytes that were read ahead, behind those in `held`
  default @Nullable InputBuffer end(@Nullable InputBuffer held) {
    return held;
  }

  /// Whether bytes were read ahead.
  default boolean hasEarly() {
    return false;
  }

  /// How many bytes of memory hold what was read ahead.
  default int heldBytes() {
    return 0;
  }

  /// When to call [#probeIfDue(long)] next; [Clock#NEVER] for not at all.
  default long nextProbe() {
    return Clock.NEVER;
  }

  default void probeIfDue(long now) {}
}
