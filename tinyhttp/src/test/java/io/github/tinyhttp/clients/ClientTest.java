package io.github.tinyhttp.clients;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// A test that lets a program talk to a server with default options.
abstract class ClientTest {
  @TempDir Path directory;

  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();

  /// Starts a server on a free port of the loopback interface.
  Server server(Handler handler) throws IOException {
    return closedAfter(Server.http(0, handler));
  }

  /// Starts a server; the URI of its root, without a slash at the end.
  String serve(Handler handler) throws IOException {
    return server(handler).uri().toString();
  }

  /// Closes `resource` after the test, before what was opened earlier.
  <T extends AutoCloseable> T closedAfter(T resource) {
    open.push(resource);
    return resource;
  }

  /// Ends a program in the background after the test, by the file with its process id. It is not
  /// our child, so we could learn of its end only by looking again and again; nothing it could
  /// still do would harm anybody.
  void endedAfter(Path pid) throws IOException {
    long process = Long.parseLong(Files.readString(pid).strip());
    closedAfter(() -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
  }

  /// A file that cannot be compressed, the same in each run.
  Path fileOf(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(directory.resolve("file-" + bytes), content);
  }

  /// A file of this name and text.
  Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text, StandardCharsets.UTF_8);
  }

  /// SHA-256 of all that a stream gives, in hexadecimal.
  static String digest(InputStream source) throws IOException {
    try {
      var digesting = new DigestInputStream(source, MessageDigest.getInstance("SHA-256"));
      digesting.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// SHA-256 of a file.
  static String digest(Path file) throws IOException {
    try (var source = Files.newInputStream(file)) {
      return digest(source);
    }
  }

  @AfterEach
  void closeAll() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
