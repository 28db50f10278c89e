package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// For a client that keeps a connection on which a request has just left when GOAWAY comes, RFC
/// 9113 §6.8. Apache's may close it.
interface LosesNoRequest extends HeedsGoAway {
  /// A request that fails because the server ends was not handled, so it can be sent elsewhere.
  @Test
  default void each_request_has_its_response_or_was_not_handled() throws Exception {
    assertThat(responseTo(ClientRequest.get("/")).status()).isEqualTo(200);
    var succeeded = new AtomicInteger(1);
    List<CompletableFuture<Void>> loops = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      loops.add(CompletableFuture.runAsync(() -> getUntilRefused(succeeded)));
    }
    Await.until("some requests are handled", () -> site().handled.get() > 200);
    assertThat(site().shutDown()).isTrue();
    for (CompletableFuture<Void> loop : loops) {
      loop.get(20, TimeUnit.SECONDS);
    }
    assertThat(succeeded.get()).isEqualTo(site().handled.get());
  }

  private void getUntilRefused(AtomicInteger succeeded) {
    try {
      while (true) {
        assertThat(responseTo(ClientRequest.get("/")).text()).isEqualTo("HTTP/2 GET");
        succeeded.incrementAndGet();
      }
    } catch (ExecutionException _) {
      // the server takes no more
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
