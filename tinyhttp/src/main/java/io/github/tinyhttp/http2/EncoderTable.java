package io.github.tinyhttp.http2;

/// The dynamic table of an encoder, RFC 7541 §2.3.2.
final class EncoderTable {
  private HeaderField[] ring = new HeaderField[0];
  private int next;
  private int count;
  private int size;
  private int capacity;

  EncoderTable(int capacity) {
    this.capacity = capacity;
  }

  /// How far back an entry with that name and value is, from 0; -1 if there is none.
  int find(String name, String value) {
    for (int i = 0; i < count; i++) {
      HeaderField field = ring[next - 1 - i & ring.length - 1];
      if (field.value().equals(value) && field.name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /// Whether an entry fits at all.
  boolean fits(String name, String value) {
    return name.length() + value.length() + HeaderField.OVERHEAD <= capacity;
  }

  /// Adds an entry that fits.
  void add(String name, String value) {
    HeaderField field = HeaderField.ofResponse(name, value);
    evict(capacity - field.size());
    if (count == ring.length) {
      grow();
    }
    ring[next] = field;
    next = next + 1 & ring.length - 1;
    count++;
    size += field.size();
  }

  private void grow() {
    var larger = new HeaderField[Math.max(8, 2 * count)];
    for (int i = 0; i < count; i++) {
      larger[count - 1 - i] = ring[next - 1 - i & ring.length - 1];
    }
    ring = larger;
    next = count;
  }

  private void evict(int most) {
    while (count > 0 && size > most) {
      size -= ring[next - count & ring.length - 1].size();
      count--;
    }
  }

  int capacity() {
    return capacity;
  }

  /// Sets the most octets; the oldest entries go if need be.
  void resize(int octets) {
    capacity = octets;
    evict(octets);
  }
}
