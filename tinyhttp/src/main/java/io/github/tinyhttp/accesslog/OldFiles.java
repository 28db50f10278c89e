package io.github.tinyhttp.accesslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The files that a rotation has left: `NAME.1` is the newest.
///
/// @param current the file that is written
/// @param kept how many old ones there may be
record OldFiles(Path current, int kept) {
  /// Makes the current file the newest old one, and deletes the oldest if there are too many.
  void shift() throws IOException {
    if (!Files.exists(current)) {
      return;
    }
    for (int i = firstFree(); i > 1; i--) {
      move(old(i - 1), old(i));
    }
    move(current, old(1));
  }

  /// The smallest number that is free, or the largest there may be.
  private int firstFree() {
    int number = 1;
    while (number < kept && Files.exists(old(number))) {
      number++;
    }
    return number;
  }

  private Path old(int number) {
    return current.resolveSibling(current.getFileName() + "." + number);
  }

  private static void move(Path from, Path to) throws IOException {
    Path _ = Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
