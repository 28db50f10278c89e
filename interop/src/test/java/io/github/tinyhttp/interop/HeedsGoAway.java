package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// For a client that goes on with the streams that are open when GOAWAY comes, RFC 9113 §6.8.
/// Jetty's closes the connection after the first response, and Python's h2 takes nothing more.
interface HeedsGoAway {
  Http2Client client();

  Site site();

  ClientResponse responseTo(ClientRequest request) throws Exception;

  @Test
  default void no_response_is_lost_when_the_server_ends() throws Exception {
    assertThat(responseTo(ClientRequest.get("/")).status()).isEqualTo(200);
    List<CompletableFuture<ClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      responses.add(client().send(ClientRequest.get("/slow")));
    }
    Await.until("all requests have come", () -> site().waiting.get() == 100);
    var stopped = CompletableFuture.supplyAsync(site()::shutDown);
    Await.until("the server takes no more connections", site()::isDeaf);
    site().slow.countDown();
    for (CompletableFuture<ClientResponse> response : responses) {
      assertThat(response.get(20, TimeUnit.SECONDS).text()).isEqualTo("at last");
    }
    assertThat(stopped.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
