package io.github.tinyhttp.server;

import io.github.tinyhttp.engine.Driver;
import io.github.tinyhttp.engine.Engine;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.LibraryResponses;
import io.github.tinyhttp.exchange.ServerRequest;
import io.github.tinyhttp.wire.JvmExit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The threads that work on requests of one server and have called [System#exit(int)]. Each waits
/// for all shutdown hooks and never goes on, so a hook that closes the server must not wait for
/// what such a thread owes its client. For the thread that shuts the server down.
final class ExitingThreads {
  private final Engine engine;
  private final Dispatcher dispatcher;
  private final @Nullable RequestQueue queue;

  /// The requests of such threads that were responded to in their place.
  private final Set<ServerRequest> givenUp = new HashSet<>();

  /// @param queue null if a handler gets the requests
  ExitingThreads(Engine engine, Dispatcher dispatcher, @Nullable RequestQueue queue) {
    this.engine = engine;
    this.dispatcher = dispatcher;
    this.queue = queue;
  }

  /// Responds with 503 to the requests that these threads have not responded to.
  ///
  /// @return whether nothing is left to be waited for but connections that these threads hold
  boolean areAllThatIsLeft() {
    if (!JvmExit.hasBegun()) {
      return false;
    }
    var works = new HashMap<Thread, Optional<ServerRequest>>();
    dispatcher.handlerThreads().forEachExiting(works::put);
    for (Driver driver : engine.exitingDrivers()) {
      works.put(driver, requestOf(driver));
    }
    if (queue != null) {
      queue.forEachExiting(works::put);
    }
    long holding = works.values().stream().filter(this::holdsConnection).count();
    return dispatcher.requestsInFlight() == 0 && engine.connections() <= holding;
  }

  private static Optional<ServerRequest> requestOf(Driver driver) {
    return driver.work() instanceof ServerRequest request ? Optional.of(request) : Optional.empty();
  }

  /// Whether a thread may hold a connection that stays open without it: it was about to send more,
  /// or has the input.
  private boolean holdsConnection(Optional<ServerRequest> work) {
    if (work.isEmpty()) {
      return true;
    }
    ServerRequest request = work.get();
    if (!request.isResponded()) {
      givenUp.add(request);
      request.refuse(LibraryResponses.stopping(), "STOPPING");
    }
    return !givenUp.contains(request);
  }
}
