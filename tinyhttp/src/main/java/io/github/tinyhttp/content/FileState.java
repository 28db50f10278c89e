package io.github.tinyhttp.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The state of a regular file. Another look shows the same as long as the file is neither changed
/// nor replaced.
///
/// @param size in bytes
/// @param modified the time of the last change, as exact as the file system keeps it
/// @param key by which the file system tells files apart; null where it has none
public record FileState(long size, FileTime modified, @Nullable Object key) {
  /// The exactness of file times in the worst case (FAT).
  private static final long GRANULARITY_MILLIS = 2_000;

  /// File systems whose regular files have content but no length of their own: they say 0, or the
  /// size of a page.
  private static final Set<String> MADE_UP =
      Set.of("proc", "sysfs", "debugfs", "tracefs", "securityfs", "cgroup", "cgroup2", "pstore");

  private static final int PAGE = 4096;
  private static final int MOST_DEVICES = 1_000;
  private static final Set<Object> REAL_DEVICES = ConcurrentHashMap.newKeySet();

  /// Looks at a file.
  ///
  /// @throws NoSuchFileException if there is no regular file of that path: directories, devices and
  ///   pipes have no length to announce, and neither have the files the kernel makes up
  public static FileState of(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(path.toString(), null, "not a regular file");
    }
    if ((attributes.size() == 0 || attributes.size() == PAGE) && isMadeUp(path)) {
      throw new NoSuchFileException(path.toString(), null, "a file without a length of its own");
    }
    return new FileState(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }

  /// The type of a file system costs fifty times as much as a look at a file, so devices with real
  /// files are remembered.
  private static boolean isMadeUp(Path path) throws IOException {
    Object device;
    try {
      device = Files.getAttribute(path, "unix:dev");
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      return false; // a file system without devices is not one of the kernel's
    }
    if (REAL_DEVICES.contains(device)) {
      return false;
    }
    try {
      if (MADE_UP.contains(Files.getFileStore(path).type())) {
        return true;
      }
    } catch (IOException _) {
      // unknown: then it counts as a file like any other
    }
    if (REAL_DEVICES.size() < MOST_DEVICES) {
      REAL_DEVICES.add(device);
    }
    return false;
  }

  /// The last change in seconds of Unix time.
  public long second() {
    return modified.to(TimeUnit.SECONDS);
  }

  /// The value of an entity tag for this state, from the time of the change and the size.
  public String tag() {
    return Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(size);
  }

  /// Whether another change may have the same time and size as this one, because it came within the
  /// exactness of the file system's times: a tag has to be weak then.
  ///
  /// @param now in milliseconds of Unix time
  public boolean mayHideAnotherChange(long now) {
    return now - modified.toMillis() < GRANULARITY_MILLIS;
  }
}
