package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Handler;
import java.util.function.Consumer;

/// Where a server's requests go.
public sealed interface Intake {
  /// Requests go to a function of the application's.
  record ToHandler(Handler handler) implements Intake {}

  /// Requests go to threads of the application's that ask for them.
  ///
  /// @param queue takes a request in
  /// @param wake wakes the threads that can go on with what the queue has
  record ToQueue(Consumer<ServerRequest> queue, Runnable wake) implements Intake {}
}
