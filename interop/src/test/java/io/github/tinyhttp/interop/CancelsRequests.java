package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// For a client that resets a stream when its user wants no more of it.
interface CancelsRequests {
  Http2Client client();

  Site site();

  ClientResponse responseTo(ClientRequest request) throws Exception;

  /// The response has no end, so what the client has of it has come while it was made.
  @Test
  default void the_server_hears_when_the_client_wants_no_more() throws Exception {
    client().getAndCancel("/endless", 100).get(20, TimeUnit.SECONDS);
    Await.opened(site().left);
    assertThat(responseTo(ClientRequest.get("/")).text()).isEqualTo("HTTP/2 GET");
  }
}
