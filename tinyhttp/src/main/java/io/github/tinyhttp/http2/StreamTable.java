package io.github.tinyhttp.http2;

import org.jspecify.annotations.Nullable;

/// The open streams of one connection by their identifiers. For the driver.
final class StreamTable {
  private static final int LEAST = 8;

  /// Open addressing: a stream stands at the first free place from its own on. The length is a
  /// power of two, and at least twice the number of streams.
  private @Nullable Http2Stream[] places = new Http2Stream[LEAST];

  private int count;

  int size() {
    return count;
  }

  private int placeOf(int id) {
    return id >>> 1 & places.length - 1; // a client's streams have odd numbers, one after the other
  }

  /// The stream; null if it is not open.
  @Nullable Http2Stream get(int id) {
    for (int at = placeOf(id); ; at = at + 1 & places.length - 1) {
      Http2Stream found = places[at];
      if (found == null || found.id() == id) {
        return found;
      }
    }
  }

  /// Adds a stream that is not there.
  void add(Http2Stream stream) {
    if (2 * ++count > places.length) {
      grow();
    }
    put(stream);
  }

  private void put(Http2Stream stream) {
    int at = placeOf(stream.id());
    while (places[at] != null) {
      at = at + 1 & places.length - 1;
    }
    places[at] = stream;
  }

  private void grow() {
    @Nullable Http2Stream[] before = places;
    places = new Http2Stream[2 * before.length];
    for (Http2Stream stream : before) {
      if (stream != null) {
        put(stream);
      }
    }
  }

  /// Removes a stream, if it is there. Those behind it move up, so that they are found again.
  void remove(Http2Stream stream) {
    int free = placeOf(stream.id());
    while (places[free] != stream) {
      if (places[free] == null) {
        return;
      }
      free = free + 1 & places.length - 1;
    }
    count--;
    places[free] = null;
    for (int at = free + 1 & places.length - 1; ; at = at + 1 & places.length - 1) {
      Http2Stream next = places[at];
      if (next == null) {
        return;
      }
      places[at] = null;
      put(next);
    }
  }

  /// All streams that are open now.
  Http2Stream[] all() {
    var all = new Http2Stream[count];
    int at = 0;
    for (Http2Stream stream : places) {
      if (stream != null) {
        all[at++] = stream;
      }
    }
    return all;
  }
}
