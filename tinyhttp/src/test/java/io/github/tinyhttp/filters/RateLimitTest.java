package io.github.tinyhttp.filters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.sockets.SocketTest;
import io.github.tinyhttp.syntax.ClientKey;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest extends SocketTest {
  private static final Handler HELLO = _ -> Response.text("hello");
  private static final long SECOND = 1_000_000_000;

  private static ClientKey key(String address) throws UnknownHostException {
    return ClientKey.of(new InetSocketAddress(InetAddress.getByName(address), 1));
  }

  @Test
  void a_client_beyond_the_bound_is_told_when_to_come_again() throws IOException {
    WireClient client = client(RateLimit.of(2, Duration.ofMinutes(10)).wrap(HELLO));
    String get = "GET / HTTP/1.1\nHost: a\n\n";
    client.sendLines(get).expectResponse(200, "hello");
    client.sendLines(get).expectResponse(200, "hello");
    WireResponse refused = client.sendLines(get).expectResponse(429);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(200, 300);
  }

  @Test
  void clients_behind_a_trusted_proxy_are_told_apart() throws IOException {
    var proxies = Proxies.trusting(Proxies.Fields.X_FORWARDED, "127.0.0.1");
    Handler once = RateLimit.of(1, Duration.ofMinutes(10)).wrap(HELLO);
    WireClient client = client(server(once, options().withProxies(proxies)));
    String get = "GET / HTTP/1.1\nHost: a\nX-Forwarded-For: ";
    client.sendLines(get + "192.0.2.1\n\n").expectResponse(200, "hello");
    client.sendLines(get + "192.0.2.2\n\n").expectResponse(200, "hello");
    client.sendLines(get + "192.0.2.1\n\n").expectResponse(429);
    client.sendLines(get + "203.0.113.9, 192.0.2.1\n\n").expectResponse(429);
  }

  @Test
  void tokens_come_back_one_by_one() throws UnknownHostException {
    var buckets = new Buckets(SECOND, 3, 10);
    ClientKey client = key("192.0.2.1");
    long now = Long.MAX_VALUE - 2 * SECOND; // the clock may pass its end
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take(client, now)).isZero();
    }
    assertThat(buckets.take(client, now)).isEqualTo(SECOND);
    assertThat(buckets.take(client, now + SECOND - 1)).isEqualTo(1);
    assertThat(buckets.take(client, now + SECOND)).isZero();
    assertThat(buckets.take(client, now + SECOND)).isEqualTo(SECOND);
    long later = now + 100 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.take(client, later)).isZero();
    }
    assertThat(buckets.take(client, later)).isEqualTo(SECOND);
  }

  @Test
  void a_flood_of_addresses_does_not_grow_the_table() {
    var buckets = new Buckets(SECOND, 1, 1_000);
    for (long i = 0; i < 100_000; i++) {
      assertThat(buckets.take(new ClientKey(ClientKey.Family.IPV6, i), 0)).isZero();
    }
    assertThat(buckets.size()).isEqualTo(1_000);
  }

  @Test
  void the_client_that_was_quiet_for_longest_is_forgotten() {
    var buckets = new Buckets(SECOND, 1, 2);
    var busy = new ClientKey(ClientKey.Family.IPV4, 1);
    for (long i = 2; i < 100; i++) {
      buckets.take(busy, 0);
      assertThat(buckets.take(new ClientKey(ClientKey.Family.IPV4, i), 0)).isZero();
    }
    assertThat(buckets.take(busy, 0)).isPositive();
  }

  @Test
  void a_network_of_ipv6_is_one_client() throws UnknownHostException {
    assertThat(key("2001:db8:1:2:3::1")).isEqualTo(key("2001:db8:1:2:ffff::2"));
    assertThat(key("2001:db8:1:2::1")).isNotEqualTo(key("2001:db8:1:3::1"));
    assertThat(key("::ffff:192.0.2.1")).isEqualTo(key("192.0.2.1"));
    assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
    assertThat(ClientKey.of(UnixDomainSocketAddress.of("/a")))
        .isEqualTo(ClientKey.of(UnixDomainSocketAddress.of("/b")))
        .isNotEqualTo(key("0.0.0.0"));
  }

  @Test
  void what_makes_no_sense_is_refused_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(0));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(1).withBurst(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.of(1, Duration.ofDays(365)).withBurst(Integer.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.perSecond(1).withClients(0));
  }
}
