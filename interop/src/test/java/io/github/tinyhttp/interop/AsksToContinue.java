package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// For a client that can wait for `100 Continue` before it sends content, RFC 9110 §10.1.1.
interface AsksToContinue {
  ClientResponse responseTo(ClientRequest request) throws Exception;

  @Test
  default void content_is_sent_when_the_server_asks_for_it() throws Exception {
    byte[] content = ClientContract.noise(200_000);
    var request = ClientRequest.post("/echo", content, "Expect", "100-continue");
    assertThat(responseTo(request).content()).isEqualTo(content);
  }

  @Test
  default void content_is_kept_when_the_server_does_not_want_it() throws Exception {
    var request =
        ClientRequest.post("/refuse", ClientContract.noise(200_000), "Expect", "100-continue");
    ClientResponse response = responseTo(request);
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).isEqualTo("too much");
  }
}
