package io.github.tinyhttp.filters;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.tinyhttp.syntax.ClientKey;
import java.util.LinkedHashMap;
import java.util.Map;

/// A token bucket for each client. Of each, one number is kept: the time at which the bucket is
/// full again. For any thread.
final class Buckets {
  private final long nanosPerToken;
  private final long capacity;

  /// When each client's bucket is full again, the client that was quiet for longest first.
  @GuardedBy("this")
  private final Map<ClientKey, Long> fullAt;

  /// @param tokens how many a full bucket holds
  /// @param clients how many clients are remembered
  Buckets(long nanosPerToken, int tokens, int clients) {
    this.nanosPerToken = nanosPerToken;
    this.capacity = Math.multiplyExact(nanosPerToken, tokens);
    this.fullAt = new Bounded<>(clients);
  }

  /// Takes a token.
  ///
  /// @param now of the clock that [System#nanoTime()] reads
  /// @return how many nanoseconds the client has to wait until one is there; zero if it got one
  synchronized long take(ClientKey client, long now) {
    Long known = fullAt.get(client);
    long full = known == null || known - now < 0 ? now : known;
    long wait = full + nanosPerToken - now - capacity;
    if (wait > 0) {
      return wait;
    }
    fullAt.put(client, full + nanosPerToken);
    return 0;
  }

  /// How many clients are remembered.
  synchronized int size() {
    return fullAt.size();
  }

  /// A map that forgets the entry that was touched least recently.
  private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    Bounded(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }
}
