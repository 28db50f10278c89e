package io.github.tinyhttp.http2;

/// The dynamic table of a decoder, RFC 7541 §2.3.2: the newest entry has the lowest index.
final class DecoderTable {
  private static final HeaderField[] NONE = {};

  /// Stands where an entry was.
  private static final HeaderField EVICTED = HeaderField.of("", "");

  /// A ring, whose length is a power of two or zero.
  private HeaderField[] ring = NONE;

  /// The index in the ring of the next entry.
  private int next;

  private int count;
  private int size;
  private int capacity;

  /// @param capacity the most octets, as §4.1 counts them
  DecoderTable(int capacity) {
    this.capacity = capacity;
  }

  /// The number of entries.
  int count() {
    return count;
  }

  /// The entry that is the `index`-th newest, from 0.
  HeaderField get(int index) {
    return ring[next - 1 - index & ring.length - 1];
  }

  /// Adds an entry, in the place of the oldest ones if need be. One that is larger than the whole
  /// table empties it, §4.4.
  void add(HeaderField field) {
    int more = field.size();
    evict(capacity - more);
    if (more > capacity) {
      return;
    }
    if (count == ring.length) {
      grow();
    }
    ring[next] = field;
    next = next + 1 & ring.length - 1;
    count++;
    size += more;
  }

  private void grow() {
    var larger = new HeaderField[Math.max(8, 2 * count)];
    for (int i = 0; i < count; i++) {
      larger[count - 1 - i] = get(i);
    }
    ring = larger;
    next = count;
  }

  private void evict(int most) {
    while (count > 0 && size > most) {
      int oldest = next - count & ring.length - 1;
      size -= ring[oldest].size();
      ring[oldest] = EVICTED;
      count--;
    }
  }

  /// Sets the most octets; the oldest entries go if need be, §4.3.
  void resize(int octets) {
    capacity = octets;
    evict(octets);
  }
}
