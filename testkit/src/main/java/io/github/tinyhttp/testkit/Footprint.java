package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What this process holds and a server has to give back when it closes: open sockets and files,
/// platform threads, and temporary files.
///
/// Descriptors are seen on Linux only. Other processes may share the temporary directory, so the
/// files in it have to be told by their names.
///
/// @param held one text for each of them
public record Footprint(Set<String> held) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  /// Files that the JVM opens when it likes: its own, and archives that it loads classes from.
  private static final List<String> OF_THE_JVM =
      List.of("/proc/", "/dev/", "/sys/", System.getProperty("java.home"));

  /// Takes stock.
  ///
  /// @param threads how the names of the server's threads begin
  /// @param files how the names of its temporary files begin
  public static Footprint now(String threads, String files) {
    var held = new TreeSet<String>();
    addDescriptors(held);
    addThreads(threads, held);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(TEMPORARY, files + "*")) {
      found.forEach(file -> held.add("temporary file " + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Footprint(held);
  }

  /// What is held here and was not held `before`.
  public List<String> since(Footprint before) {
    return held.stream().filter(one -> !before.held.contains(one)).toList();
  }

  private static void addDescriptors(Set<String> held) {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return;
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        if (target.startsWith("socket:") || isOurFile(target)) {
          held.add("descriptor " + descriptor.getFileName() + " of " + target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return ""; // another thread has closed it since
    }
  }

  private static boolean isOurFile(String target) {
    return target.startsWith("/")
        && !target.endsWith(".jar")
        && OF_THE_JVM.stream().noneMatch(target::startsWith);
  }

  private static void addThreads(String prefix, Set<String> held) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread[] threads = new Thread[2 * group.activeCount() + 16];
    int count = group.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i].getName().startsWith(prefix)) {
        held.add("thread " + threads[i].threadId() + ", " + threads[i].getName());
      }
    }
  }
}
