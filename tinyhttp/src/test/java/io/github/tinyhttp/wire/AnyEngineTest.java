package io.github.tinyhttp.wire;

import static javax.net.ssl.SSLEngineResult.HandshakeStatus.FINISHED;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_TASK;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_UNWRAP;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_UNWRAP_AGAIN;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_WRAP;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
import static javax.net.ssl.SSLEngineResult.Status.BUFFER_OVERFLOW;
import static javax.net.ssl.SSLEngineResult.Status.BUFFER_UNDERFLOW;
import static javax.net.ssl.SSLEngineResult.Status.CLOSED;
import static javax.net.ssl.SSLEngineResult.Status.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.wire.TlsTransport.Step;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A transport works with any engine, and none keeps its thread or its memory: not one that wants
/// what it does not do, nor one whose records never end.
@Timeout(30)
class AnyEngineTest {
  private static final int MANY = 1 << 20;

  private final MemorySocket socket = new MemorySocket();
  private final ByteBuffer scratch = ByteBuffer.allocate(TlsBuffers.SIZE);
  private final ScriptedEngine engine = new ScriptedEngine(session());

  /// Of no handshake: its protocol is `NONE`.
  private static SSLSession session() {
    try {
      return SSLContext.getDefault().createSSLEngine().getSession();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private TlsTransport transport(byte... first) throws IOException {
    return new TlsTransport(socket, ByteBuffer.wrap(first), engine, new TlsBuffers());
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  // ---- in a handshake

  @Test
  void an_engine_that_wants_to_send_and_does_not_is_stuck() throws Exception {
    engine.wants(NEED_WRAP).call(OK, NEED_WRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("no progress");
  }

  @Test
  void an_engine_for_whose_record_no_room_is_enough_is_stuck() throws Exception {
    engine.wants(NEED_WRAP).call(BUFFER_OVERFLOW, NEED_WRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .hasMessageContaining("no progress");
  }

  @Test
  void an_engine_that_is_closed_and_still_wants_to_send_is_stuck() throws Exception {
    engine.wants(NEED_WRAP).call(CLOSED, NEED_WRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .hasMessageContaining("no progress");
  }

  @Test
  void an_engine_may_want_the_same_record_again() throws Exception {
    engine.wants(NEED_UNWRAP_AGAIN).call(BUFFER_UNDERFLOW, NEED_UNWRAP_AGAIN, 0, 0);
    assertThat(transport().advanceHandshake(scratch)).isEqualTo(Step.INPUT);
  }

  @Test
  void a_handshake_may_go_on_without_the_client_after_a_task() throws Exception {
    engine.wants(NEED_TASK).task(() -> engine.wants(FINISHED));
    assertThat(transport().runTasks()).as("it waits for the client").isFalse();
  }

  @Test
  void records_that_fill_more_than_a_buffer_leave_in_order() throws Exception {
    engine
        .wants(NEED_WRAP)
        .call(OK, NEED_WRAP, 0, 60_000)
        .call(BUFFER_OVERFLOW, NEED_WRAP, 0, 0)
        .call(OK, NEED_UNWRAP, 0, 60_000)
        .call(BUFFER_UNDERFLOW, NEED_UNWRAP, 0, 0);
    assertThat(transport().advanceHandshake(scratch)).isEqualTo(Step.INPUT);
    assertThat(socket.clientTakes()).hasSize(120_000);
  }

  @Test
  void a_client_that_does_not_read_what_it_causes_ends_the_handshake() throws Exception {
    engine.wants(NEED_WRAP);
    for (int i = 0; i < 10; i++) {
      engine.call(OK, NEED_WRAP, 0, 60_000).call(BUFFER_OVERFLOW, NEED_WRAP, 0, 0);
    }
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not read");
    assertThat(transport.heldOutput()).isLessThan(400_000);
  }

  @Test
  void a_handshake_without_a_session_has_failed() throws Exception {
    engine.wants(FINISHED);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .hasMessageContaining("without a session");
  }

  @Test
  void a_handshake_may_end_from_the_other_side() throws Exception {
    engine.wants(NEED_UNWRAP).call(CLOSED, NEED_UNWRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch)).isInstanceOf(EOFException.class);
  }

  @Test
  void a_record_of_a_handshake_has_a_bound() throws Exception {
    engine.wants(NEED_UNWRAP).call(BUFFER_OVERFLOW, NEED_UNWRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .hasMessageContaining("does not fit");
  }

  /// Some engines decrypt what comes with the end of a handshake in the same call.
  @Test
  void content_that_comes_with_a_handshake_is_read_after_it() throws Exception {
    engine.wants(NEED_UNWRAP).call(OK, NEED_UNWRAP, 5, 3).call(BUFFER_UNDERFLOW, NEED_UNWRAP, 0, 0);
    TlsTransport transport = transport(new byte[5]);
    assertThat(transport.advanceHandshake(scratch)).isEqualTo(Step.INPUT);
    assertThat(transport.hasInput()).isTrue();
    assertThat(transport.read(bytes(10))).isEqualTo(3);
  }

  @Test
  void a_task_that_fails_has_its_alert_sent() throws Exception {
    engine.wants(NEED_TASK).task(() -> engine.wants(NEED_WRAP)).fails("a certificate is unknown");
    TlsTransport transport = transport();
    assertThat(transport.advanceHandshake(scratch)).isEqualTo(Step.TASKS);
    assertThatThrownBy(transport::runTasks)
        .isInstanceOf(SSLException.class)
        .hasMessage("a certificate is unknown")
        .satisfies(failure -> assertThat(failure.getSuppressed()).as("nor an alert").hasSize(1));
  }

  /// The JDK says no more than that; a container whose name has an underscore is met often.
  @Test
  void a_host_that_the_jdk_refuses_comes_with_a_way_out() throws Exception {
    engine.wants(NEED_UNWRAP).fails("Illegal server name, type=host_name(0)");
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("-Djdk.tls.server.disableExtensions=server_name");
  }

  @Test
  void a_failure_without_a_message_stays_as_it_is() throws Exception {
    engine.wants(NEED_UNWRAP);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.advanceHandshake(scratch))
        .isExactlyInstanceOf(SSLException.class)
        .hasMessage(null);
  }

  // ---- afterwards

  @Test
  void content_that_no_buffer_holds_is_not_sent() throws Exception {
    engine.call(BUFFER_OVERFLOW, NOT_HANDSHAKING, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.write(bytes(10)))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void content_of_which_the_engine_wants_more_is_not_sent() throws Exception {
    engine.call(BUFFER_UNDERFLOW, NOT_HANDSHAKING, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.write(bytes(10)))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void control_records_that_leave_no_room_for_content_leave_before_it() throws Exception {
    engine
        .wants(NEED_WRAP)
        .call(OK, NEED_UNWRAP, 0, 60_000)
        .call(BUFFER_UNDERFLOW, NEED_UNWRAP, 0, 0)
        .call(OK, NOT_HANDSHAKING, 10, 20);
    TlsTransport transport = transport();
    socket.room(0);
    assertThat(transport.advanceHandshake(scratch)).isEqualTo(Step.OUTPUT);
    socket.room(Integer.MAX_VALUE);
    assertThat(transport.write(bytes(10))).isTrue();
    assertThat(socket.writes()).isEqualTo(2);
    assertThat(socket.clientTakes()).hasSize(60_020);
  }

  @Test
  void content_that_the_engine_leaves_is_not_sent() throws Exception {
    engine.call(OK, NEED_UNWRAP, 0, 0);
    TlsTransport transport = transport();
    assertThatThrownBy(() -> transport.write(bytes(10)))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("middle of a handshake");
  }

  @Test
  void content_that_needs_two_records_leaves_in_two() throws Exception {
    engine
        .call(OK, NOT_HANDSHAKING, 5, 50_000)
        .call(BUFFER_OVERFLOW, NOT_HANDSHAKING, 0, 0)
        .call(OK, NOT_HANDSHAKING, 5, 50_000);
    assertThat(transport().write(bytes(10))).isTrue();
    assertThat(socket.clientTakes()).hasSize(100_000);
  }

  @Test
  void an_engine_that_takes_no_record_and_gives_none_is_stuck() throws Exception {
    engine.call(OK, NOT_HANDSHAKING, 0, 0);
    TlsTransport transport = transport(new byte[10]);
    assertThatThrownBy(() -> transport.read(bytes(MANY))).hasMessageContaining("no progress");
  }

  @Test
  void records_that_bring_nothing_come_to_an_end() throws Exception {
    engine.call(OK, NOT_HANDSHAKING, 1, 0);
    TlsTransport transport = transport(new byte[50]);
    assertThatThrownBy(() -> transport.read(bytes(MANY))).hasMessageContaining("without content");
  }

  @Test
  void a_task_in_the_middle_is_done_at_once() throws Exception {
    var done = new int[1];
    engine.task(() -> done[0]++).call(OK, NEED_TASK, 5, 3).call(OK, NOT_HANDSHAKING, 5, 4);
    assertThat(transport(new byte[10]).read(bytes(MANY))).isEqualTo(7);
    assertThat(done[0]).isOne();
  }

  @Test
  void what_follows_the_end_is_not_read() throws Exception {
    engine.call(OK, NOT_HANDSHAKING, 5, 3).call(CLOSED, NOT_HANDSHAKING, 5, 0);
    TlsTransport transport = transport(new byte[20]);
    assertThat(transport.read(bytes(MANY))).isEqualTo(3);
    assertThat(transport.read(bytes(MANY))).isEqualTo(-1);
  }

  /// Some engines decrypt a record in two calls.
  @Test
  void content_may_come_without_a_record() throws Exception {
    engine
        .call(OK, NOT_HANDSHAKING, 10, 0)
        .call(OK, NOT_HANDSHAKING, 0, 4)
        .call(BUFFER_UNDERFLOW, NOT_HANDSHAKING, 0, 0);
    socket.clientSends(new byte[20]);
    assertThat(transport().read(bytes(MANY))).isEqualTo(4);
  }

  /// An engine may say that any room is too little, and then the reader's buffer is not its place.
  @Test
  void a_record_that_the_readers_buffer_is_too_small_for_is_kept() throws Exception {
    engine.call(BUFFER_OVERFLOW, NOT_HANDSHAKING, 0, 0).call(OK, NOT_HANDSHAKING, 10, 7);
    TlsTransport transport = transport(new byte[10]);
    assertThat(transport.read(bytes(MANY))).isEqualTo(7);
    assertThat(transport.hasInput()).isFalse();
  }

  @Test
  void a_record_behind_others_waits_for_the_next_read() throws Exception {
    engine
        .call(OK, NOT_HANDSHAKING, 5, 3)
        .call(BUFFER_OVERFLOW, NOT_HANDSHAKING, 0, 0)
        .call(OK, NOT_HANDSHAKING, 5, 4);
    TlsTransport transport = transport(new byte[10]);
    assertThat(transport.read(bytes(MANY))).isEqualTo(3);
    assertThat(transport.read(bytes(MANY))).isEqualTo(4);
  }
}
