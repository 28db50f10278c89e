package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// For a client that reads a response while it sends content, and then stops (RFC 9113 §8.1).
interface StopsUploads {
  ClientResponse responseTo(ClientRequest request) throws Exception;

  @Test
  default void an_upload_that_is_not_wanted_gets_its_response() throws Exception {
    byte[] content = ClientContract.noise(3_000_000);
    ClientResponse response = responseTo(ClientRequest.post("/refuse", content));
    assertThat(response.status()).isEqualTo(413);
    assertThat(response.text()).isEqualTo("too much");
    assertThat(responseTo(ClientRequest.get("/")).text()).isEqualTo("HTTP/2 GET");
  }
}
