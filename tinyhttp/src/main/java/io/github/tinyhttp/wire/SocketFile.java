package io.github.tinyhttp.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// A listening Unix-domain socket, and the file through which clients reach it.
///
/// A file that a dead process has left behind is replaced. The socket of a living process is not,
/// and neither is a file of any other kind.
public final class SocketFile {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /// What any file system takes for a name, and no socket for a path.
  private static final int LONGEST_NAME = 200;

  private final Path file;
  private final ListeningSocket socket;
  private final BasicFileAttributes ours;

  private SocketFile(Path file, ListeningSocket socket) throws IOException {
    this.file = file;
    this.socket = socket;
    this.ours = attributes(file);
  }

  /// Makes the file, and listens.
  ///
  /// @param permissions the permissions of the file, in force before a client can connect; empty
  ///   for those that the process's umask leaves. A client needs the right to write
  /// @param backlog how many connections the operating system may keep until they are accepted
  public static synchronized SocketFile bind(
      Path file, Set<PosixFilePermission> permissions, int backlog) throws IOException {
    clear(file);
    ListeningSocket socket =
        permissions.isEmpty()
            ? NioSocket.Listening.bind(UnixDomainSocketAddress.of(file), backlog)
            : bindApart(file, permissions, backlog);
    try {
      return new SocketFile(file, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Binds a file in a directory that no other user can enter, sets its permissions, and only then
  /// gives it its place. A file bound in its place would be open to all users that the umask allows
  /// until it has its permissions.
  private static ListeningSocket bindApart(
      Path file, Set<PosixFilePermission> permissions, int backlog) throws IOException {
    Path apart = beside(file);
    var ownerOnly = PosixFilePermissions.fromString("rwx------");
    Files.createDirectory(apart, PosixFilePermissions.asFileAttribute(ownerOnly));
    Path hidden = apart.resolve("s".repeat(padding(file, apart)));
    try {
      ListeningSocket socket =
          NioSocket.Listening.bind(UnixDomainSocketAddress.of(hidden), backlog);
      try {
        Files.setPosixFilePermissions(hidden, permissions);
        Files.createLink(file, hidden); // unlike a move, this replaces no file
        return socket;
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } catch (FileAlreadyExistsException e) {
      throw inUse(e);
    } finally {
      Files.deleteIfExists(hidden);
      Files.delete(apart);
    }
  }

  /// How long the name of the hidden file is, so that its whole path is as long as that of the
  /// file, and one that no client could connect to cannot be bound.
  private static int padding(Path file, Path apart) {
    return Math.clamp(length(file) - length(apart) - 1L, 1, LONGEST_NAME);
  }

  private static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /// Makes up an unused name in the same directory; a short one, as the length of the whole path is
  /// limited.
  private static Path beside(Path file) {
    int number = ThreadLocalRandom.current().nextInt(0x1000000);
    return file.resolveSibling("." + Integer.toHexString(number));
  }

  /// Removes the socket file of a dead process.
  private static void clear(Path file) throws IOException {
    BasicFileAttributes found;
    try {
      found = attributes(file);
    } catch (NoSuchFileException _) {
      return;
    }
    if (!isSocket(file, found)) {
      throw new FileAlreadyExistsException(file.toString(), null, "not a socket, so it stays");
    }
    if (!NioSocket.Listening.isDead(UnixDomainSocketAddress.of(file))) {
      throw inUse(null);
    }
    // Another process may have done the same, and have put its own socket there meanwhile. So the
    // file is moved aside and compared before it is deleted.
    Path aside = beside(file);
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    if (!isSame(found, attributes(aside))) {
      Files.move(aside, file);
      throw inUse(null);
    }
    Files.delete(aside);
  }

  private static BindException inUse(@Nullable Exception cause) {
    var fault = new BindException("Address already in use");
    fault.initCause(cause);
    return fault;
  }

  private static boolean isSocket(Path file, BasicFileAttributes attributes) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return attributes.isOther();
    }
    var mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & TYPE) == SOCKET;
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isSame(BasicFileAttributes one, BasicFileAttributes other) {
    return Objects.equals(one.fileKey(), other.fileKey())
        && one.creationTime().equals(other.creationTime());
  }

  /// The listening socket.
  public ListeningSocket socket() {
    return socket;
  }

  /// Removes the file if it still leads to this socket. Call this while the socket is open: before
  /// it is closed its inode cannot belong to another file.
  public void remove() throws IOException {
    try {
      if (isSame(ours, attributes(file))) {
        Files.delete(file);
      }
    } catch (NoSuchFileException _) {
      // another process has removed it
    }
  }
}
