package io.github.tinyhttp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {
  private static final String PREFIX = "footprint-test-" + ProcessHandle.current().pid();

  private final Footprint before = Footprint.now(PREFIX, PREFIX);

  private List<String> more() {
    return Footprint.now(PREFIX, PREFIX).since(before);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void sees_a_socket_and_an_open_file(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("open"));
    try (var _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        InputStream _ = Files.newInputStream(file)) {
      assertThat(more())
          .anyMatch(one -> one.contains("socket:"))
          .anyMatch(one -> one.endsWith(" of " + file));
    }
    assertThat(more()).noneMatch(one -> one.contains(file.toString()));
  }

  @Test
  void sees_a_temporary_file() throws IOException {
    Path file = Files.createTempFile(PREFIX, "");
    assertThat(more()).contains("temporary file " + file);
    Files.delete(file);
    assertThat(more()).doesNotContain("temporary file " + file);
  }

  @Test
  void sees_a_thread() throws InterruptedException {
    var done = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().daemon().name(PREFIX).start(() -> Await.opened(done));
    assertThat(more()).contains("thread " + thread.threadId() + ", " + PREFIX);
    done.countDown();
    thread.join();
    assertThat(more()).noneMatch(one -> one.startsWith("thread"));
  }
}
