package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.files.FileHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// zsync fetches only what has changed in a file: many ranges in one request.
class ZsyncTest extends ClientTest {
  private static final int SIZE = 30 << 20;
  private static final int CHANGES = 20;

  private final List<String> ranges = new CopyOnWriteArrayList<>();

  @Test
  void loads_the_changed_ranges_of_a_file_handler() throws IOException {
    FileHandler files = FileHandler.of(directory);
    loadsChangedRanges(files);
  }

  @Test
  void loads_the_changed_ranges_of_a_response() throws IOException {
    loadsChangedRanges(request -> Response.file(directory.resolve(request.path().substring(1))));
  }

  private void loadsChangedRanges(Handler handler) throws IOException {
    Path file = fileOf(SIZE);
    String name = file.getFileName().toString();
    byte[] old = Files.readAllBytes(file);
    for (int i = 0; i < CHANGES; i++) {
      old[i * (SIZE / CHANGES) + SIZE / CHANGES / 2]++;
    }
    Path seed = Files.write(directory.resolve("seed"), old);
    Path control = directory.resolve(name + ".zsync");
    Program.run("zsyncmake", "-u", name, "-o", control.toString(), file.toString());
    String uri =
        serve(
            request -> {
              request.header("Range").ifPresent(ranges::add);
              return handler.handle(request);
            });
    Path copy = directory.resolve("copy");

    Program.run(
        "zsync", "-q", "-i", seed.toString(), "-o", copy.toString(), uri + "/" + name + ".zsync");

    assertThat(digest(copy)).isEqualTo(digest(file));
    assertThat(ranges).hasSizeBetween(1, CHANGES).anyMatch(range -> range.contains(","));
  }
}
