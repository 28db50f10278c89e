package io.github.tinyhttp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.FrameClient;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The opening handshake over HTTP/2, RFC 8441 §5, in frames.
class Rfc8441Test extends WebSocketWire {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  private static final String HANDSHAKE =
      ":method CONNECT|:protocol websocket|:scheme http|:path /chat|:authority example.com"
          + "|sec-websocket-version 13";

  /// Clients have to acknowledge SETTINGS in that time, however slow the machine is.
  @Override
  Duration headTimeout() {
    return Duration.ofSeconds(20);
  }

  private FrameClient connected() throws Exception {
    Server server =
        serve(new Echo(), options -> options.withCompression(MessageCompression.EACH_MESSAGE));
    FrameClient client = closedAfter(FrameClient.connect(server.port()));
    return client.preface().frame(SETTINGS, 0, 0, new byte[0]).frame(SETTINGS, ACK, 0, new byte[0]);
  }

  private static Frame next(FrameClient client, int type) {
    Frame frame = client.read();
    while (frame.type() != type) {
      frame = client.read();
    }
    return frame;
  }

  /// The fields of the response to a request.
  private List<String> responseTo(String fields) throws Exception {
    FrameClient client = connected().frame(HEADERS, END_HEADERS, 1, Http2Bridge.encode(fields));
    return Http2Bridge.decode(next(client, HEADERS).payload());
  }

  @Test
  void the_response_is_200_without_a_key_that_is_accepted() throws Exception {
    FrameClient client = connected().frame(HEADERS, END_HEADERS, 1, Http2Bridge.encode(HANDSHAKE));
    Frame head = next(client, HEADERS);
    assertThat(head.has(END_STREAM)).isFalse();
    assertThat(Http2Bridge.decode(head.payload()))
        .startsWith(":status: 200")
        .noneMatch(field -> field.matches("(?i)(sec-websocket|upgrade|connection|content).*"));
    assertThat(nextCall()).isEqualTo("open");
    client.frame(DATA, 0, 1, Frames.text("hello"));
    assertThat(nextCall()).isEqualTo("text hello");
    assertThat(next(client, DATA).payload())
        .isEqualTo("\u0081\u0005hello".getBytes(StandardCharsets.ISO_8859_1));
    client.frame(DATA, 0, 1, Frames.close(4000, "bye"));
    Frame last = next(client, DATA);
    assertThat(last.payload()).startsWith(0x88, 0x05);
    assertThat(nextCall()).isEqualTo("close 4000");
    while (!last.has(END_STREAM)) { // it may come with the close frame
      last = next(client, DATA);
      assertThat(last.payload()).isEmpty();
    }
    client.frame(DATA, END_STREAM, 1, new byte[0]);
  }

  @Test
  void a_key_is_not_looked_at() throws Exception {
    assertThat(responseTo(HANDSHAKE + "|sec-websocket-key none"))
        .startsWith(":status: 200")
        .noneMatch(field -> field.matches("(?i)sec-websocket-accept.*"));
  }

  @Test
  void an_extension_is_agreed_on_as_in_http_1() throws Exception {
    assertThat(responseTo(HANDSHAKE + "|sec-websocket-extensions permessage-deflate"))
        .startsWith(":status: 200")
        .anyMatch(field -> field.matches("(?i)sec-websocket-extensions: permessage-deflate.*"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, sec-websocket-version 13, sec-websocket-version 12",
    "400, sec-websocket-version 13, a b",
    "400, sec-websocket-version 13, sec-websocket-version 13|origin http://a|origin http://b",
    "403, sec-websocket-version 13, sec-websocket-version 13|origin http://elsewhere.com",
    "200, sec-websocket-version 13, sec-websocket-version 13|origin http://example.com",
    "501, :protocol websocket, :protocol something",
    "400, :method CONNECT|:protocol websocket, :method GET",
  })
  void refuses_what_it_would_refuse_in_http_1(int status, String part, String replacement)
      throws Exception {
    List<String> fields = new ArrayList<>(responseTo(HANDSHAKE.replace(part, replacement)));
    assertThat(fields).startsWith(":status: " + status);
    assertThat(fields).noneMatch(field -> field.matches("(?i)upgrade.*"));
    if (replacement.endsWith(" 12")) {
      assertThat(fields).anyMatch(field -> field.equalsIgnoreCase("sec-websocket-version: 13"));
    }
  }
}
