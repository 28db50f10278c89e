package io.github.tinyhttp.http1;

import io.github.tinyhttp.EventStream;
import io.github.tinyhttp.testkit.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// A source of events that hands its stream over to the test, and leaves it open until it ends.
final class HandedOver implements EventStream.Feed {
  private final CompletableFuture<EventStream> stream = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public void open(EventStream opened) throws InterruptedException {
    stream.complete(opened);
    try {
      opened.awaitEnd();
    } finally {
      ended.countDown();
    }
  }

  /// The stream, once a client is there.
  EventStream stream() {
    Await.until("a stream is open", stream::isDone);
    return stream.join();
  }

  /// Waits for the end of the stream.
  void awaitEnd() {
    Await.opened(ended);
  }
}
