package io.github.tinyhttp.content;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The state of a regular file. Another look shows the same as long as the file is neither changed
/// nor replaced.
///
/// A date does not tell two states apart: a program that writes a file may give it any, and some
/// stores give all files the same. So a state also has what the system alone decides, or a
/// checksum, as far as there is any of these.
///
/// @param size in bytes
/// @param modified the time of the last change, as exact as the file system keeps it, and as true
///   as the program that wrote the file; null if it is not known
/// @param changed when the system has last seen a change of the content or of what is known of the
///   file (`st_ctime` of POSIX); null where it does not keep that
/// @param key by which the file system tells files apart; null where it has none
/// @param checksum of the content; null if it is not known
public record FileState(
    long size,
    @Nullable FileTime modified,
    @Nullable FileTime changed,
    @Nullable Object key,
    @Nullable String checksum) {
  /// The exactness of file times in the worst case (FAT).
  private static final long GRANULARITY_MILLIS = 2_000;

  /// File systems whose regular files have content but no length of their own: they say 0, or the
  /// size of a page.
  private static final Set<String> MADE_UP =
      Set.of("proc", "sysfs", "debugfs", "tracefs", "securityfs", "cgroup", "cgroup2", "pstore");

  private static final int PAGE = 4096;

  private static final String UNIX = "unix:isRegularFile,size,lastModifiedTime,ctime,fileKey,dev";

  /// 1979-12-31T00:00:00Z
  private static final long FIRST_OF_1980 = 315_446_400;

  /// 1980-02-02T00:00:00Z
  private static final long LAST_OF_1980 = 318_297_600;

  private static final int MOST_DEVICES = 1_000;
  private static final Set<Object> REAL_DEVICES = ConcurrentHashMap.newKeySet();

  /// Looks at a file.
  ///
  /// @throws MissingFileException if there is no regular file of that path: directories, devices
  ///   and pipes have no length to announce, and neither have the files the kernel makes up
  public static FileState of(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return ofUnix(path, look(path, () -> Files.readAttributes(path, UNIX)));
    }
    BasicFileAttributes seen =
        look(path, () -> Files.readAttributes(path, BasicFileAttributes.class));
    if (!seen.isRegularFile()) {
      throw notRegular(path);
    }
    return of(path, seen);
  }

  /// What one call of the system tells.
  private static FileState ofUnix(Path path, Map<String, Object> seen) throws IOException {
    if (!Boolean.TRUE.equals(seen.get("isRegularFile"))
        || !(seen.get("size") instanceof Long size)) {
      throw notRegular(path);
    }
    if ((size == 0 || size == PAGE) && isMadeUp(path, seen.get("dev"))) {
      throw new MissingFileException(path, "a file without a length of its own");
    }
    return new FileState(
        size,
        seen.get("lastModifiedTime") instanceof FileTime time ? time : null,
        seen.get("ctime") instanceof FileTime time ? time : null,
        seen.get("fileKey"),
        null);
  }

  private static MissingFileException notRegular(Path path) {
    return new MissingFileException(path, "not a regular file");
  }

  /// Looks at a file.
  private interface Look<T> {
    T now() throws IOException;
  }

  /// The system cannot look at what is not there, at what is below a file or behind a loop of
  /// links, at a name that is too long, and into a directory that the process may not enter.
  private static <T> T look(Path path, Look<T> look) throws IOException {
    try {
      return look.now();
    } catch (FileSystemException e) {
      var missing =
          new MissingFileException(path, e.getReason() == null ? "not there" : e.getReason());
      missing.initCause(e);
      throw missing;
    }
  }

  /// Completes a look at a regular file.
  ///
  /// @param path leads to it, if it has not been replaced since
  /// @param seen what the look has shown
  public static FileState of(Path path, BasicFileAttributes seen, LinkOption... options)
      throws IOException {
    Set<String> views = path.getFileSystem().supportedFileAttributeViews();
    FileTime changed = null;
    String checksum = null;
    try {
      if (views.contains("unix")) {
        Map<String, Object> more = Files.readAttributes(path, "unix:fileKey,ctime", options);
        boolean isSame = Objects.equals(more.get("fileKey"), seen.fileKey());
        changed = isSame && more.get("ctime") instanceof FileTime time ? time : null;
      } else if (views.contains("zip")
          && Files.getAttribute(path, "zip:crc", options) instanceof Long crc) {
        checksum = Long.toHexString(crc);
      }
    } catch (FileSystemException _) {
      // it is gone or replaced: that it cannot be opened, or is another one, shows later
    }
    return new FileState(seen.size(), seen.lastModifiedTime(), changed, seen.fileKey(), checksum);
  }

  /// A resource of which only the size and the checksum are known.
  public static FileState ofChecksum(long size, String checksum) {
    return new FileState(size, null, null, null, checksum);
  }

  /// A resource of which only the size is known, and perhaps a date.
  public static FileState ofDate(long size, @Nullable FileTime modified) {
    return new FileState(size, modified, null, null, null);
  }

  /// This state, for content that has been read.
  public FileState withContent(byte[] content) {
    return new FileState(content.length, modified, changed, key, checksumOf(content));
  }

  /// 64 bits from two checksums that the processor has instructions for.
  private static String checksumOf(byte[] content) {
    var first = new CRC32();
    first.update(content);
    var second = new CRC32C();
    second.update(content);
    return Long.toHexString(first.getValue() << 32 | second.getValue());
  }

  /// The type of a file system costs fifty times as much as a look at a file, so devices with real
  /// files are remembered.
  private static boolean isMadeUp(Path path, @Nullable Object device) {
    if (device == null || REAL_DEVICES.contains(device)) {
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

  // ---- what may be said of it

  /// The time of the last change, if it says something. Times that build tools and stores give to
  /// all files say nothing: the first two seconds of Unix time (Nix, OSTree, Jib), or what is
  /// before them, and the beginning of 1980, when the time of zip files begins, in any time zone
  /// (Gradle: its February).
  public Optional<FileTime> date() {
    FileTime time = modified;
    if (time == null || isPlaceholder(time.to(TimeUnit.SECONDS))) {
      return Optional.empty();
    }
    return Optional.of(time);
  }

  private static boolean isPlaceholder(long second) {
    return second <= 1 || second >= FIRST_OF_1980 && second <= LAST_OF_1980;
  }

  /// Whether the date is that of the last change for sure: the system has seen none after it. If
  /// not, other content may have had the same date, because a program has set it.
  public boolean isDateSure() {
    return changed != null
        && modified != null
        && changed.to(TimeUnit.SECONDS) == modified.to(TimeUnit.SECONDS);
  }

  /// The value of an entity tag for this state; empty if too little is known.
  public Optional<String> tag() {
    String end = "-" + Long.toHexString(size);
    if (checksum != null) {
      return Optional.of(checksum + end);
    }
    if (modified == null) {
      return Optional.empty();
    }
    return Optional.of(
        Long.toHexString(hash(nanos(modified) + "/" + nanos(changed) + "/" + key)) + end);
  }

  private static long nanos(@Nullable FileTime time) {
    return time == null ? 0 : time.to(TimeUnit.NANOSECONDS);
  }

  /// FNV-1a with 64 bits, so that a tag tells no client the number of an inode.
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /// Whether another state may have the same tag: a tag has to be weak then. This is so while the
  /// last change is within the exactness of the file system's times; and later where nothing but
  /// times without a fraction of a second tells states apart, because such times are set by
  /// programs, or kept by a file system that is no more exact.
  ///
  /// @param now in milliseconds of Unix time
  public boolean mayHideAnotherChange(long now) {
    if (modified != null && now - modified.toMillis() < GRANULARITY_MILLIS) {
      return true;
    }
    FileTime clock = changed == null ? modified : changed;
    return checksum == null && nanos(clock) % 1_000_000_000 == 0;
  }
}
