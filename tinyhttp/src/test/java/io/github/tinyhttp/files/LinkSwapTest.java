package io.github.tinyhttp.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who may write in the tree puts links in the place of what is being served, over and
/// over. Each content outside has the size and time of the one inside, so that only the way tells
/// them apart.
@Timeout(120)
class LinkSwapTest extends SocketTest {
  private static final int ATTEMPTS = 3_000;

  @TempDir Path directory;
  private Path root;

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    for (String place : new String[] {"root/real", "outside"}) {
      Path here = Files.createDirectory(directory.resolve(place));
      String letter = place.equals("outside") ? "X" : "a";
      Files.writeString(here.resolve("small.txt"), letter.repeat(100));
      Files.writeString(here.resolve("large.txt"), letter.repeat(50_000));
    }
    for (String place : new String[] {"root/real", "outside"}) {
      for (String name : new String[] {"small.txt", "large.txt"}) {
        Files.setLastModifiedTime(
            directory.resolve(place).resolve(name), FileTime.fromMillis(1_600_000_000_000L));
      }
    }
  }

  @Test
  void a_link_in_the_place_of_a_directory_leads_nowhere() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), directory.resolve("outside"));
    Path real = root.resolve("real");
    Path there = root.resolve("there");
    expectNothingFromOutside(
        () -> {
          Files.move(real, there, StandardCopyOption.ATOMIC_MOVE);
          Files.move(there, real, StandardCopyOption.ATOMIC_MOVE);
          Files.move(real, there, StandardCopyOption.ATOMIC_MOVE);
          Files.move(link, real, StandardCopyOption.ATOMIC_MOVE);
          Files.move(real, link, StandardCopyOption.ATOMIC_MOVE);
          Files.move(there, real, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Test
  void a_link_in_the_place_of_a_file_leads_nowhere() throws Exception {
    Path link = root.resolve("link");
    Path real = root.resolve("real");
    expectNothingFromOutside(
        () -> {
          for (String name : new String[] {"small.txt", "large.txt"}) {
            Files.createSymbolicLink(link, directory.resolve("outside").resolve(name));
            Files.copy(
                real.resolve(name), root.resolve("kept"), StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(link, real.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            Files.move(root.resolve("kept"), real.resolve(name), StandardCopyOption.ATOMIC_MOVE);
          }
        });
  }

  private interface Swap {
    void run() throws IOException;
  }

  private void expectNothingFromOutside(Swap swap) throws Exception {
    var over = new AtomicBoolean();
    var failures = new ArrayList<Throwable>();
    Thread swapper =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!over.get()) {
                      swap.run();
                    }
                  } catch (Throwable e) {
                    failures.add(e);
                  }
                });
    int found = 0;
    var server = server(FileHandler.of(root));
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        String name = i % 4 == 0 ? "large.txt" : "small.txt";
        try (WireClient client = WireClient.connect(server.port())) {
          client.send("GET /real/" + name + " HTTP/1.1\r\nHost: a\r\n\r\n");
          WireResponse response = client.readResponse();
          assertThat(response.text()).doesNotContain("X");
          // 500 where a link was met and is gone again: it looks like a failure of the disk
          assertThat(response.status()).isIn(200, 404, 500, 503);
          found += response.status() == 200 ? 1 : 0;
        }
      }
    } finally {
      over.set(true);
      swapper.join();
    }
    assertThat(failures).isEmpty();
    assertThat(found).as("the test proves nothing if it never meets the file").isPositive();
  }
}
