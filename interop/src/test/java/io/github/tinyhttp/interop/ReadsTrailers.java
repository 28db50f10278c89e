package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// For a client that gives its user the trailers of a response.
interface ReadsTrailers {
  ClientResponse responseTo(ClientRequest request) throws Exception;

  @Test
  default void trailers_of_a_response_arrive() throws Exception {
    for (String path : new String[] {"/trailers", "/trailers-of-a-stream"}) {
      ClientResponse response = responseTo(ClientRequest.post(path, new byte[] {'a'}));
      assertThat(response.text()).isEqualTo("a");
      assertThat(response.trailers().first("total")).hasValue("none");
    }
  }
}
