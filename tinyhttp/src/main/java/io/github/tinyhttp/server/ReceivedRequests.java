package io.github.tinyhttp.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.JvmExit;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Which request each thread of the application has received last, until it asks for another one.
/// Safe for use by several threads, and not exact for one that goes on.
final class ReceivedRequests {
  private static final WeakReference<@Nullable ServerRequest> NONE = new WeakReference<>(null);

  private final ThreadLocal<Last> mine = ThreadLocal.withInitial(this::added);

  @GuardedBy("this")
  private final Map<Thread, Last> all = new WeakHashMap<>();

  /// What one thread has received. Written by that thread alone, without a fence: a thread that has
  /// seen its stack knows it. The reference is weak, since the thread may outlive the server by
  /// far; a request that waits for its response is its connection's.
  private static final class Last {
    private WeakReference<@Nullable ServerRequest> request = NONE;
  }

  private Last added() {
    var last = new Last();
    synchronized (this) {
      all.put(Thread.currentThread(), last);
    }
    return last;
  }

  /// The calling thread has received a request; null if it asks for one.
  void received(@Nullable ServerRequest request) {
    mine.get().request = request == null ? NONE : new WeakReference<>(request);
  }

  /// Looks for the threads that have called [System#exit(int)].
  ///
  /// @param found gets such a thread, and the request that it has received
  void forEachExiting(BiConsumer<Thread, Optional<ServerRequest>> found) {
    List<Map.Entry<Thread, Last>> threads;
    synchronized (this) {
      threads = new ArrayList<>(Map.copyOf(all).entrySet());
    }
    for (Map.Entry<Thread, Last> entry : threads) {
      if (JvmExit.isCalledBy(entry.getKey())) {
        Optional.ofNullable(entry.getValue().request.get())
            .ifPresent(request -> found.accept(entry.getKey(), Optional.of(request)));
      }
    }
  }
}
