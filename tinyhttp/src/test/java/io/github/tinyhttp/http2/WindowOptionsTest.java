package io.github.tinyhttp.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.FrameClient.Frame;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The options of HTTP/2: windows and the budget.
class WindowOptionsTest extends Http2Test {
  private static final Http2Options DEFAULTS = Http2Options.defaults();

  private TestClient with(Http2Options options, Handler handler) throws Exception {
    return raw(server(handler, options().withHttp2(options)));
  }

  /// What the server says first: the initial window of its SETTINGS, or -1, and the credit for the
  /// connection, or 0.
  private static int[] greeting(TestClient client) {
    client.frames().preface();
    client.settings().ping(1);
    Frame settings = client.frames().read();
    assertThat(settings.type()).isEqualTo(Frames.SETTINGS);
    int[] said = {-1, 0};
    for (int at = 0; at < settings.payload().length; at += 6) {
      if (settings.payload()[at + 1] == ClientSettings.INITIAL_WINDOW_SIZE) {
        said[0] = settings.intAt(at + 2);
      }
    }
    for (Frame next = client.frames().read();
        next.type() != Frames.PING;
        next = client.frames().read()) {
      if (next.type() == Frames.WINDOW_UPDATE) {
        assertThat(next.stream()).isZero();
        said[1] += next.intAt(0);
      }
    }
    client.frame(Frames.SETTINGS, Frames.ACK, 0);
    return said;
  }

  @Test
  void streams_begin_with_the_window_that_needs_no_word() throws Exception {
    assertThat(greeting(with(DEFAULTS, _ -> Response.text("a"))))
        .containsExactly(-1, (1 << 20) - 65_535);
  }

  @Test
  void other_windows_are_said_at_the_start() throws Exception {
    Http2Options large = DEFAULTS.withInitialWindow(3 << 20).withConnectionWindow(5 << 20);
    assertThat(greeting(with(large, _ -> Response.text("a"))))
        .containsExactly(3 << 20, (5 << 20) - 65_535);
    Http2Options small = DEFAULTS.withConnectionWindow(65_535);
    assertThat(greeting(with(small, _ -> Response.text("a")))).containsExactly(-1, 0);
  }

  @Test
  void a_stream_that_is_not_read_takes_its_initial_window_and_no_more() throws Exception {
    var held = new CountDownLatch(1);
    TestClient client =
        with(
            DEFAULTS.withInitialWindow(100_000),
            request -> {
              held.await();
              return Response.text("" + request.bytes().length);
            });
    int[] _ = greeting(client);
    client.headers(1, 0, TestClient.POST);
    client.data(1, 0, new byte[10_000]);
    for (int i = 1; i < 10; i++) {
      client.data(1, 0, new byte[10_000]);
    }
    client.data(1, 0, new byte[1]);
    isReset(client, 1, ErrorCode.FLOW_CONTROL_ERROR);
    held.countDown();
  }

  @Test
  void a_stream_that_is_read_gets_its_window_and_credit_at_half_of_it() throws Exception {
    int window = 1 << 20;
    TestClient client =
        with(
            DEFAULTS.withStreamWindow(window).withConnectionWindow(8 << 20),
            request -> Response.text("" + request.body().readAllBytes().length));
    int[] _ = greeting(client);
    client.headers(1, 0, TestClient.POST);
    assertThat(credit(client)).isEqualTo(window - 65_535);
    byte[] part = new byte[Frames.PAYLOAD];
    long left = window;
    for (int sent = 0; sent < 8 * window; sent += part.length) {
      while (left < part.length) {
        int more = credit(client);
        assertThat(more).isGreaterThanOrEqualTo(window / 2);
        left += more;
      }
      client.data(1, 0, part);
      left -= part.length;
    }
  }

  /// The next credit for stream 1.
  private static int credit(TestClient client) {
    Frame frame = client.frames().read();
    while (frame.type() != Frames.WINDOW_UPDATE || frame.stream() != 1) {
      frame = client.frames().read();
    }
    return frame.intAt(0);
  }

  /// The body is collected before a thread reads it, so only padding brings credit.
  @Test
  void a_body_that_is_collected_arrives_however_much_padding_it_has() throws Exception {
    TestClient client = h2(request -> Response.text("" + request.bytes().length));
    client.headers(1, 0, TestClient.with(TestClient.POST, "content-length", "60000"));
    byte[] padded = new byte[1 + 100 + 255];
    padded[0] = (byte) 255;
    long left = FlowControl.INITIAL;
    for (int i = 0; i < 600; i++) {
      while (left < padded.length) {
        left += credit(client);
      }
      int end = i == 599 ? Frames.END_STREAM : 0;
      client.frame(Frames.DATA, Frames.PADDED | end, 1, padded);
      left -= padded.length;
    }
    assertThat(client.response(1).text()).isEqualTo("60000");
  }

  @Test
  void the_budget_is_what_the_option_says() throws Exception {
    Http2Options small = DEFAULTS.withBudget(100).withBudgetPerSecond(1);
    TestClient client = with(small, _ -> Response.text("a"));
    client.greet();
    for (int i = 0; i < 30; i++) {
      client.ping(i);
    }
    Frame frame = client.frames().read();
    while (frame.type() == Frames.PING || frame.type() == Frames.WINDOW_UPDATE) {
      frame = client.frames().read();
    }
    assertThat(frame.type()).isEqualTo(Frames.GOAWAY);
    assertThat(frame.intAt(4)).isEqualTo(ErrorCode.ENHANCE_YOUR_CALM.code());
  }

  @Test
  void options_keep_their_bounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withInitialWindow(65_534));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withStreamWindow(65_534));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withConnectionWindow(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withBudget(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withBudgetPerSecond(-1));
    assertThat(DEFAULTS.withInitialWindow(1 << 20).streamWindow()).isEqualTo(1 << 20);
    assertThat(DEFAULTS.withInitialWindow(1 << 20).withStreamWindow(70_000).initialWindow())
        .isEqualTo(70_000);
    assertThat(DEFAULTS.withBudget(10_000)).isEqualTo(DEFAULTS).hasSameHashCodeAs(DEFAULTS);
    assertThat(DEFAULTS.withBudget(1)).isNotEqualTo(DEFAULTS);
    assertThat(DEFAULTS).hasToString(DEFAULTS.withStreamWindow(256 << 10).toString());
  }
}
