package io.github.tinyhttp.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.WireClient;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A reader follows a request from the thread to the handler in one look at a stack trace.
class StackDepthTest {
  private static final int MOST_FRAMES = 8;
  private static final int MOST_TYPES = 4;

  @Test
  void a_handler_on_the_driver_is_called_by_few_frames_of_few_types() throws Exception {
    var seen = new AtomicReference<List<StackWalker.StackFrame>>(List.of());
    try (var server =
            Server.http(
                0,
                _ -> {
                  seen.set(StackWalker.getInstance().walk(frames -> frames.toList()));
                  return Response.text("hello");
                });
        var client = WireClient.connect(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.expectResponse(200, "hello");
    }
    List<StackWalker.StackFrame> library =
        seen.get().stream()
            .filter(frame -> frame.getClassName().startsWith("io.github.tinyhttp."))
            .filter(frame -> !frame.getClassName().contains("StackDepthTest"))
            .toList();
    assertThat(library.getLast().getMethodName()).isEqualTo("run");
    assertThat(library).as("%s", library).hasSizeLessThanOrEqualTo(MOST_FRAMES);
    assertThat(library.stream().map(StackWalker.StackFrame::getClassName).distinct())
        .hasSizeLessThanOrEqualTo(MOST_TYPES);
  }
}
