package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.wire.Clock;
import io.github.tinyhttp.wire.ListeningSocket;
import io.github.tinyhttp.wire.NioSocket;
import io.github.tinyhttp.wire.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What [Poller] promises, with the JDK's selector.
class PollerTest {
  /// A poll waits as long as it may, so a test that expects something to be ready needs no luck.
  private static final long FOREVER = Clock.NEVER;

  private Poller poller;
  private ListeningSocket listener;
  private java.net.Socket client;
  private final Map<Pollable, Integer> found = new HashMap<>();

  @BeforeEach
  void open() throws IOException {
    poller = new NioPoller();
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    listener = NioSocket.Listening.bind(loopback, 10);
    client =
        new java.net.Socket(
            InetAddress.getLoopbackAddress(),
            ((InetSocketAddress) listener.localAddress()).getPort());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    listener.close();
    poller.close();
  }

  private static final class Named extends Pollable {
    @Override
    void ready(int operations, Driver driver) {}
  }

  private final Pollable one = new Named();

  private Map<Pollable, Integer> poll(long nanos) throws IOException {
    found.clear();
    poller.poll(nanos, found::put);
    return Map.copyOf(found);
  }

  /// The server's side of the client's connection, once it can be accepted.
  private Socket accepted() throws IOException {
    Pollable accepting = new Named();
    Poller.Registration registration = poller.register(accepting, listener, Poller.READ);
    assertThat(poll(FOREVER)).containsOnly(Map.entry(accepting, Poller.READ));
    registration.disable(Poller.READ);
    return Objects.requireNonNull(listener.accept());
  }

  @Test
  void a_listener_is_ready_to_read_when_a_client_waits_and_then_has_no_more() throws IOException {
    try (Socket socket = accepted()) {
      assertThat(listener.accept()).isNull();
      assertThat(((InetSocketAddress) socket.remoteAddress()).getPort())
          .isEqualTo(client.getLocalPort());
    }
  }

  @Test
  void readiness_is_reported_until_it_is_gone() throws IOException {
    try (Socket socket = accepted()) {
      poller.register(one, socket, Poller.READ);
      assertThat(poll(0)).isEmpty();
      client.getOutputStream().write(1);
      assertThat(poll(FOREVER)).containsOnly(Map.entry(one, Poller.READ));
      assertThat(poll(FOREVER)).containsOnly(Map.entry(one, Poller.READ));
      assertThat(socket.read(ByteBuffer.allocate(2))).isEqualTo(1);
      assertThat(poll(0)).isEmpty();
    }
  }

  @Test
  void only_enabled_operations_are_reported() throws IOException {
    try (Socket socket = accepted()) {
      Poller.Registration registration = poller.register(one, socket, Poller.READ);
      registration.enable(Poller.WRITE);
      assertThat(poll(FOREVER)).containsOnly(Map.entry(one, Poller.WRITE));
      client.close();
      registration.disable(Poller.WRITE);
      assertThat(poll(FOREVER)).containsOnly(Map.entry(one, Poller.READ));
      registration.disable(Poller.READ);
      assertThat(poll(0)).isEmpty();
    }
  }

  @Test
  void a_cancelled_registration_reports_nothing_and_takes_no_harm() throws IOException {
    try (Socket socket = accepted()) {
      Poller.Registration registration = poller.register(one, socket, Poller.WRITE);
      registration.cancel();
      registration.enable(Poller.READ);
      registration.disable(Poller.WRITE);
      assertThat(poll(0)).isEmpty();
    }
  }

  @Test
  void a_wakeup_ends_the_wait_of_the_next_poll() throws IOException {
    poller.wakeup();
    assertThat(poll(FOREVER)).isEmpty();
  }

  @Test
  void a_poll_ends_when_its_time_is_over() throws IOException {
    assertThat(poll(1)).isEmpty();
  }

  @Test
  void addresses_stay_known_when_a_socket_is_closed() throws IOException {
    Socket socket = accepted();
    socket.close();
    assertThat(((InetSocketAddress) socket.remoteAddress()).getPort())
        .isEqualTo(client.getLocalPort());
    assertThat(socket.localAddress()).isEqualTo(client.getRemoteSocketAddress());
    assertThat(socket.peerCredentials()).isEmpty();
  }

  @Test
  void a_closed_listener_says_that_it_is() throws IOException {
    assertThat(listener.isOpen()).isTrue();
    listener.close();
    assertThat(listener.isOpen()).isFalse();
  }
}
