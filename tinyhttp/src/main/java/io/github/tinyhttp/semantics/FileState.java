package io.github.tinyhttp.semantics;

import io.github.tinyhttp.EntityTag;
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

/// What a look at a regular file has shown; another look shows the same as long as nobody has
/// changed or replaced it.
///
/// @param size in bytes
/// @param modified the time of the last change, as exact as the file system keeps it
/// @param key what the file system itself tells files apart by, if it does
public record FileState(long size, FileTime modified, @Nullable Object key) {
  /// How exact the times of file systems are at worst (FAT): within that time of a change another
  /// one may hide behind the same time and size.
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

  /// To ask for the type of a file system costs fifty times what a look at a file does, so those
  /// that are real are remembered.
  private static boolean isMadeUp(Path path) throws IOException {
    Object device;
    try {
      device = Files.getAttribute(path, "unix:dev");
    } catch (UnsupportedOperationException | IllegalArgumentException _) {
      return false; // a file system that knows no devices is none of the kernel's
    }
    if (REAL_DEVICES.contains(device)) {
      return false;
    }
    try {
      if (MADE_UP.contains(Files.getFileStore(path).type())) {
        return true;
      }
    } catch (IOException _) {
      // it cannot be told: then it is a file as any other
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

  /// A tag from the time of the change and the size: strong, but weak as long as the file may have
  /// been changed again within the exactness of that time.
  ///
  /// @param now in milliseconds of Unix time
  public EntityTag tag(long now) {
    String value =
        Long.toHexString(modified.to(TimeUnit.NANOSECONDS)) + "-" + Long.toHexString(size);
    return new EntityTag(value, now - modified.toMillis() < GRANULARITY_MILLIS);
  }
}
