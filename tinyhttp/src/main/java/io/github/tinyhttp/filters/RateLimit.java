package io.github.tinyhttp.filters;

import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.ClientKey;
import java.time.Duration;
import java.util.Objects;

/// Bounds how many requests each client makes: a token bucket for each address. A request beyond it
/// gets 429 with `Retry-After` (RFC 6585 §4).
///
/// A client is an address, [io.github.tinyhttp.Request#clientAddress()], so behind a proxy it takes
/// [io.github.tinyhttp.Proxies]. All addresses of one IPv6 network of 64 bits count as one client,
/// because any client has that many, and so do all clients of Unix-domain sockets. The client that
/// has been quiet for longest is forgotten when more than [#withClients] are there, so a flood of
/// addresses costs no memory. Immutable; each handler that is wrapped counts for itself.
///
/// ```java
/// Handler bounded = RateLimit.perSecond(10).withBurst(50).wrap(handler);
/// ```
@CheckReturnValue
public final class RateLimit {
  private static final int CLIENTS = 100_000;

  private final long nanosPerRequest;
  private final int burst;
  private final int clients;

  private RateLimit(long nanosPerRequest, int burst, int clients) {
    this.nanosPerRequest = nanosPerRequest;
    this.burst = burst;
    this.clients = clients;
  }

  /// So many requests a second for each client, and as many at once.
  ///
  /// @throws IllegalArgumentException if the number is not positive
  public static RateLimit perSecond(int requests) {
    return of(requests, Duration.ofSeconds(1));
  }

  /// So many requests in that time for each client, and as many at once.
  ///
  /// @throws IllegalArgumentException if the number or the time is not positive, or they come to
  ///   more than one request a nanosecond
  public static RateLimit of(int requests, Duration time) {
    long each = requests <= 0 ? 0 : time.toNanos() / requests;
    if (each <= 0) {
      throw new IllegalArgumentException(requests + " requests in " + time);
    }
    return new RateLimit(each, requests, CLIENTS);
  }

  /// This bound with another number of requests that a client may make at once after it was quiet.
  ///
  /// @throws IllegalArgumentException if that is not positive
  public RateLimit withBurst(int requests) {
    if (requests <= 0) {
      throw new IllegalArgumentException("a burst of " + requests);
    }
    if (requests > Long.MAX_VALUE / nanosPerRequest / 4) {
      throw new IllegalArgumentException("a burst that takes longer than the clock to refill");
    }
    return new RateLimit(nanosPerRequest, requests, clients);
  }

  /// This bound with another number of clients that are remembered at the same time, 100,000 by
  /// default. Each costs some 100 bytes.
  ///
  /// @throws IllegalArgumentException if that is not positive
  public RateLimit withClients(int remembered) {
    if (remembered <= 0) {
      throw new IllegalArgumentException(remembered + " clients");
    }
    return new RateLimit(nanosPerRequest, burst, remembered);
  }

  /// A handler that is asked for requests within the bound.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    var buckets = new Buckets(nanosPerRequest, burst, clients);
    return request -> {
      long wait = buckets.take(ClientKey.of(request.clientAddress()), System.nanoTime());
      return wait <= 0
          ? handler.handle(request)
          : Response.error(429, "too many requests\n").withRetryAfter(Duration.ofNanos(wait));
    };
  }

  @Override
  public String toString() {
    return "RateLimit[one in " + Duration.ofNanos(nanosPerRequest) + ", " + burst + " at once]";
  }
}
