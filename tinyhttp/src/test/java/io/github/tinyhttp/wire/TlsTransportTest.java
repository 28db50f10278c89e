package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS over a socket in memory, which takes as much as the test wills, with the JDK's engine on
/// both sides. One thread does it all.
class TlsTransportTest {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  @TempDir static Path directory;
  private static TestCertificate certificate;
  private static Tls tls;

  @BeforeAll
  static void makeCertificate() throws IOException {
    certificate = TestCertificate.forLocalhost(directory);
    tls = Tls.pem(certificate.chain(), certificate.key());
  }

  private final MemorySocket socket = new MemorySocket();
  private final ByteBuffer scratch = ByteBuffer.allocate(TlsBuffers.SIZE);
  private TlsPeer client;
  private TlsTransport transport;

  private TlsTransport begun(String version) throws IOException {
    client = new TlsPeer(certificate.clientContext(), version, socket);
    transport = new TlsTransport(socket, NOTHING, tls.engine(), new TlsBuffers());
    client.speaks();
    return transport;
  }

  /// The same after the handshake, whose last records the client has taken.
  private TlsTransport open(String version) throws IOException {
    begun(version);
    shakeHands();
    assertThat(transport.flush()).isTrue();
    assertThat(client.takes()).isEmpty();
    return transport;
  }

  private void shakeHands() throws IOException {
    for (int steps = 0; steps < 50; steps++) {
      switch (transport.advanceHandshake(scratch)) {
        case TASKS -> {
          boolean _ = transport.runTasks();
        }
        case INPUT -> assertThat(client.takes()).isEmpty();
        case OUTPUT -> throw new AssertionError("the socket has room");
        case NOTHING -> {
          return;
        }
      }
    }
    throw new AssertionError("the handshake does not end");
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String read(int most) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(most);
    int count = transport.read(into);
    return count < 0 ? "end" : StandardCharsets.US_ASCII.decode(into.flip()).toString();
  }

  // ---- sending

  /// A client is slow if it takes nothing, however much was encrypted ahead.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void content_is_written_when_it_is_encrypted_and_taken_when_it_leaves(String version)
      throws Exception {
    open(version);
    long before = transport.taken();
    byte[] all = random(100_000);
    ByteBuffer content = ByteBuffer.wrap(all);
    socket.room(1000);
    assertThat(transport.write(content)).isFalse();
    int encrypted = content.position();
    assertThat(encrypted).isGreaterThan(60_000);
    assertThat(transport.heldOutput()).isGreaterThan(encrypted - 1000);
    var got = new ByteArrayOutputStream();
    for (int taken = 1000; taken < 60_000; taken += 1000) {
      assertThat(transport.taken() - before).isEqualTo(taken);
      got.writeBytes(client.takes());
      socket.room(1000);
      assertThat(transport.write(content)).isFalse();
      assertThat(content.position()).isEqualTo(encrypted);
    }
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.write(content)).isTrue();
    assertThat(transport.write(NOTHING)).isTrue();
    got.writeBytes(client.takes());
    assertThat(got.toByteArray()).isEqualTo(all);
    assertThat(transport.taken() - before).isGreaterThan(all.length);
    assertThat(transport.heldOutput()).isZero();
  }

  /// So a caller that has seen the last byte of a file has nothing to flush.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_part_of_a_file_is_sent_when_the_socket_has_taken_it(String version) throws Exception {
    open(version);
    byte[] all = random(100_000);
    Path path = Files.write(directory.resolve(version), all);
    var got = new ByteArrayOutputStream();
    try (FileChannel file = FileChannel.open(path)) {
      socket.room(10);
      assertThat(transport.write(file, 0, all.length)).isZero();
      assertThat(transport.write(file, 0, all.length)).isZero();
      socket.room(Integer.MAX_VALUE);
      long moved = transport.write(file, 0, all.length);
      assertThat(moved).isPositive();
      while (moved < all.length) {
        moved += transport.write(file, moved, all.length - moved);
      }
      assertThat(moved).isEqualTo(all.length);
      assertThat(transport.write(file, moved, 10)).isZero();
    }
    got.writeBytes(client.takes());
    assertThat(got.toByteArray()).isEqualTo(all);
  }

  /// In TLS 1.3 the server ends its handshake with session tickets, which cost no write.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_last_records_of_a_handshake_leave_with_the_first_content(String version)
      throws Exception {
    begun(version);
    shakeHands();
    int before = socket.writes();
    assertThat(transport.write(text("hello"))).isTrue();
    assertThat(socket.writes() - before).isOne();
    assertThat(client.takes()).asString().isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_handshake_waits_for_room(String version) throws Exception {
    begun(version);
    socket.room(0);
    TlsTransport.Step step = transport.advanceHandshake(scratch);
    while (step == TlsTransport.Step.TASKS) {
      assertThat(transport.runTasks()).as("the client waits for what is unsent").isFalse();
      step = transport.advanceHandshake(scratch);
    }
    assertThat(step).isEqualTo(TlsTransport.Step.OUTPUT);
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.flush()).isTrue();
    assertThat(client.takes()).isEmpty();
    shakeHands();
    assertThat(transport.session().getProtocol()).isEqualTo(version);
    assertThat(transport.peerCertificates()).isEmpty();
    assertThat(transport.applicationProtocol()).isEmpty();
  }

  /// RFC 6066 §3 leaves room for names of other types, which mean nothing here.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_name_of_another_type_is_no_host(String version) throws Exception {
    client = new TlsPeer(certificate.clientContext(), version, socket);
    var parameters = client.engine().getSSLParameters();
    parameters.setServerNames(List.of(new SNIServerName(5, new byte[] {1}) {}));
    client.engine().setSSLParameters(parameters);
    transport = new TlsTransport(socket, NOTHING, tls.engine(), new TlsBuffers());
    client.speaks();
    shakeHands();
    assertThat(transport.serverName()).isEmpty();
  }

  /// RFC 8446 §4.6.3: a server that gets `update_requested` updates its own keys.
  @ParameterizedTest
  @ValueSource(strings = "TLSv1.3")
  void new_keys_are_replied_to_before_anything_else_is_sent(String version) throws Exception {
    open(version);
    socket.room(0);
    client.engine().beginHandshake();
    client.speaks();
    assertThat(read(100)).isEmpty();
    assertThat(transport.hasPendingControl()).isTrue();
    assertThat(transport.write(text("late"))).isFalse();
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.write(text("hello"))).isTrue();
    assertThat(transport.hasPendingControl()).isFalse();
    assertThat(client.takes()).asString().isEqualTo("hello");
  }

  /// A record that has begun to leave cannot be broken off.
  @ParameterizedTest
  @ValueSource(strings = "TLSv1.3")
  void control_records_stand_behind_content_that_waits(String version) throws Exception {
    open(version);
    socket.room(5);
    assertThat(transport.write(text("hello"))).isFalse();
    client.engine().beginHandshake();
    client.speaks();
    assertThat(read(100)).isEmpty();
    assertThat(transport.hasPendingControl()).isTrue();
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.flush()).isTrue();
    assertThat(transport.hasPendingControl()).isFalse();
    assertThat(transport.write(text(" again"))).isTrue();
    assertThat(client.takes()).asString().isEqualTo("hello again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void no_content_is_no_record_and_lets_the_handshake_end(String version) throws Exception {
    begun(version);
    shakeHands();
    assertThat(transport.write(NOTHING)).isTrue();
    assertThat(client.takes()).isEmpty();
    int before = socket.writes();
    assertThat(transport.write(NOTHING)).isTrue();
    assertThat(socket.writes()).isEqualTo(before);
  }

  // ---- receiving

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void what_does_not_fit_is_kept_for_the_next_read(String version) throws Exception {
    open(version);
    client.sends(text("abcdefgh"));
    client.sends(text("ijk"));
    assertThat(read(3)).isEqualTo("abc");
    assertThat(transport.hasInput()).isTrue();
    assertThat(transport.heldInput()).isPositive();
    assertThat(read(3)).isEqualTo("def");
    assertThat(read(3)).isEqualTo("gh");
    assertThat(transport.hasInput()).as("a whole record is left").isTrue();
    assertThat(read(3)).isEqualTo("ijk");
    assertThat(transport.hasInput()).isFalse();
    assertThat(read(3)).isEmpty();
    assertThat(transport.heldInput()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_record_that_comes_in_pieces_is_read_when_it_is_whole(String version) throws Exception {
    open(version);
    client.sends(text("whole"));
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    socket.read(bytes);
    for (int at = 0; at < bytes.position(); at++) {
      assertThat(read(100)).isEmpty();
      assertThat(transport.hasInput()).isFalse();
      socket.clientSends(new byte[] {bytes.get(at)});
    }
    assertThat(read(100)).isEqualTo("whole");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void an_end_that_is_announced_is_reported_once_all_is_read(String version) throws Exception {
    open(version);
    client.sends(text("abc"));
    client.engine().closeOutbound();
    client.speaks();
    assertThat(read(2)).isEqualTo("ab");
    assertThat(read(100)).isEqualTo("c");
    assertThat(transport.hasInput()).as("the end").isTrue();
    assertThat(read(100)).isEqualTo("end");
    assertThat(transport.hasInput()).isFalse();
    assertThat(read(100)).isEqualTo("end");
  }

  /// RFC 8446 §6.1: an attacker may have cut it. RFC 9112 §9.8: messages that say their length do
  /// not need `close_notify`.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void an_end_that_is_not_announced_ends_messages_only(String version) throws Exception {
    open(version);
    socket.clientEnds();
    assertThatThrownBy(() -> read(100)).isInstanceOf(EOFException.class);
    assertThat(transport.readMessages(ByteBuffer.allocate(10))).isEqualTo(-1);
  }

  /// Of TLS 1.2 an engine that sees the alert would end this side at once.
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void an_alert_that_comes_in_pieces_ends_messages_when_it_is_whole(String version)
      throws Exception {
    open(version);
    client.engine().closeOutbound();
    client.speaks();
    ByteBuffer alert = ByteBuffer.allocate(1000);
    socket.read(alert);
    for (int at = 0; at < alert.position(); at++) {
      assertThat(transport.readMessages(ByteBuffer.allocate(100))).isZero();
      socket.clientSends(new byte[] {alert.get(at)});
    }
    assertThat(transport.readMessages(ByteBuffer.allocate(100))).isEqualTo(-1);
    assertThat(transport.write(text("late"))).isTrue();
    assertThat(client.takes()).asString().isEqualTo("late");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_record_that_was_changed_on_the_way_is_refused_with_an_alert(String version)
      throws Exception {
    open(version);
    client.sends(text("abc"));
    ByteBuffer bytes = ByteBuffer.allocate(1000);
    socket.read(bytes);
    byte[] changed = new byte[bytes.flip().remaining()];
    bytes.get(changed);
    changed[changed.length - 1] ^= 1;
    socket.clientSends(changed);
    assertThatThrownBy(() -> transport.readMessages(ByteBuffer.allocate(100)))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(client::takes).isInstanceOf(SSLException.class).hasMessageContaining("bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_client_that_leaves_in_the_handshake_ends_it(String version) throws Exception {
    begun(version);
    transport.advanceHandshake(scratch);
    socket.clientEnds();
    assertThatThrownBy(this::shakeHands).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void what_is_no_tls_ends_the_handshake(String version) throws Exception {
    begun(version);
    var other = new MemorySocket();
    var first = text("GET / HTTP/1.1\r\n\r\n");
    var plain = new TlsTransport(other, first, tls.engine(), new TlsBuffers());
    assertThatThrownBy(() -> plain.advanceHandshake(scratch)).isInstanceOf(SSLException.class);
  }

  // ---- the end

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void the_socket_ends_behind_close_notify(String version) throws Exception {
    open(version);
    socket.room(5);
    transport.shutdownOutput();
    transport.shutdownOutput();
    assertThat(socket.hasEnded()).isFalse();
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.flush()).isTrue();
    assertThat(socket.hasEnded()).isTrue();
    assertThat(client.takes()).isEmpty();
    assertThat(client.knowsEnd()).isTrue();
    assertThatThrownBy(() -> transport.write(text("more")))
        .isInstanceOf(ClosedChannelException.class);
    transport.close();
    assertThat(socket.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void close_announces_the_end_where_nothing_is_unsent(String version) throws Exception {
    open(version).close();
    client.takes();
    assertThat(client.knowsEnd()).isTrue();
    assertThat(socket.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void half_a_message_is_followed_by_no_close_notify(String version) throws Exception {
    open(version);
    socket.room(5);
    assertThat(transport.write(text("half"))).isFalse();
    socket.room(Integer.MAX_VALUE);
    transport.close();
    client.takes();
    assertThat(client.knowsEnd()).isFalse();
    assertThat(socket.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void what_was_aborted_is_reset_without_close_notify(String version) throws Exception {
    open(version);
    transport.abort();
    transport.close();
    client.takes();
    assertThat(client.knowsEnd()).isFalse();
    assertThat(socket.resetsAtClose()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void a_handshake_that_is_closed_has_nothing_to_end(String version) throws Exception {
    begun(version).close();
    assertThat(client.takes()).isEmpty();
    assertThat(client.knowsEnd()).isFalse();
    assertThat(socket.isClosed()).isTrue();
  }

  // ---- memory

  /// More than a busy moment needs is left to the garbage collector.
  @Test
  void buffers_are_used_again_and_not_all_are_kept() {
    var buffers = new TlsBuffers();
    ByteBuffer first = buffers.take();
    buffers.give(first.put((byte) 1));
    assertThat(buffers.take()).isSameAs(first).extracting(ByteBuffer::position).isEqualTo(0);
    List<ByteBuffer> many = new ArrayList<>();
    int most = 2 * Runtime.getRuntime().availableProcessors() + 4;
    for (int i = 0; i <= most; i++) {
      many.add(ByteBuffer.allocate(TlsBuffers.SIZE));
    }
    many.forEach(buffers::give);
    for (int i = 0; i < most; i++) {
      ByteBuffer used = buffers.take();
      assertThat(many).anyMatch(kept -> kept == used);
    }
    ByteBuffer made = buffers.take();
    assertThat(many).noneMatch(kept -> kept == made);
  }
}
