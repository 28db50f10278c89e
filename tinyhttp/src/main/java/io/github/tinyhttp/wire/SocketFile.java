package io.github.tinyhttp.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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

/// The file through which clients reach a Unix-domain socket of ours, and that socket.
///
/// A file that a dead process has left behind is replaced. That of a living one is not, nor is
/// anything else that lies there.
public final class SocketFile {
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path file;
  private final ServerSocketChannel channel;
  private final BasicFileAttributes ours;

  private SocketFile(Path file, ServerSocketChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.ours = attributes(file);
  }

  /// Makes the file, and listens.
  ///
  /// @param permissions who may use the file, in force before anybody can connect; empty for what
  ///   the process's umask leaves. To connect is to write
  /// @param backlog how many connections the system may hold for us before we accept them
  public static synchronized SocketFile bind(
      Path file, Set<PosixFilePermission> permissions, int backlog) throws IOException {
    clear(file);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      if (permissions.isEmpty()) {
        channel.bind(UnixDomainSocketAddress.of(file), backlog);
      } else {
        bindApart(channel, file, permissions, backlog);
      }
      return new SocketFile(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Makes the file where nobody else can go, gives it its permissions, and only then its place.
  /// Bound in its place, it would be open to all that the umask allows until it has them.
  private static void bindApart(
      ServerSocketChannel channel, Path file, Set<PosixFilePermission> permissions, int backlog)
      throws IOException {
    Path apart = beside(file);
    var nobodyElse = PosixFilePermissions.fromString("rwx------");
    Files.createDirectory(apart, PosixFilePermissions.asFileAttribute(nobodyElse));
    Path hidden = apart.resolve("s");
    try {
      channel.bind(UnixDomainSocketAddress.of(hidden), backlog);
      Files.setPosixFilePermissions(hidden, permissions);
      Files.createLink(file, hidden); // which replaces nothing, unlike moving it
    } catch (FileAlreadyExistsException e) {
      throw inUse(e);
    } finally {
      Files.deleteIfExists(hidden);
      Files.delete(apart);
    }
  }

  /// A name in the same directory that nobody uses; short, as the whole path has to be.
  private static Path beside(Path file) {
    int number = ThreadLocalRandom.current().nextInt(0x1000000);
    return file.resolveSibling("." + Integer.toHexString(number));
  }

  /// Takes away what a dead process has left.
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
    if (!isDead(file)) {
      throw inUse(null);
    }
    // Another process may do the same, and have put its own socket there meanwhile: what is taken
    // away is looked at before it is thrown away.
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

  /// Whether nobody listens there. Nothing is sent, and a listener that has no room for us now is
  /// not waited for.
  private static boolean isDead(Path file) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      boolean _ = probe.connect(UnixDomainSocketAddress.of(file));
      return false;
    } catch (ConnectException _) {
      return true;
    }
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

  /// The socket that listens.
  public ServerSocketChannel channel() {
    return channel;
  }

  /// Removes the file if it still leads to us. To be called while the socket is open: its inode
  /// cannot be another file's before it is closed.
  public void remove() throws IOException {
    try {
      if (isSame(ours, attributes(file))) {
        Files.delete(file);
      }
    } catch (NoSuchFileException _) {
      // somebody has done it for us
    }
  }
}
