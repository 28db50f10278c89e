package io.github.tinyhttp.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// For a client that can send trailers behind its content, and reads those of responses.
interface SendsTrailers extends ReadsTrailers {
  @Test
  default void trailers_go_both_ways() throws Exception {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    ClientResponse response =
        responseTo(ClientRequest.post("/trailers", content).withTrailers("sum", "7"));
    assertThat(response.text()).isEqualTo("content");
    assertThat(response.trailers().first("total")).hasValue("7");
  }
}
