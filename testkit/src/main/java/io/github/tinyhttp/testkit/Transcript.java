package io.github.tinyhttp.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// The events of one connection in order, for the text of a failure: `>>` marks sent octets, `<<`
/// received octets, `--` other events. A long transcript keeps its beginning and its end.
final class Transcript {
  /// How many octets of an entry are kept; the rest are counted.
  private static final int SHOWN = 2_000;

  /// How many entries are kept of the beginning, and how many of the end.
  private static final int KEPT = 200;

  private record Entry(String mark, byte[] octets, int length) {
    @Override
    public String toString() {
      String more = length > SHOWN ? " … " + (length - SHOWN) + " more octets" : "";
      return mark + " " + Wire.escape(Wire.text(octets)) + more + "\n";
    }
  }

  private final List<Entry> first = new ArrayList<>();
  private final Deque<Entry> last = new ArrayDeque<>();
  private int dropped;

  void sent(byte[] octets) {
    add(">>", octets, octets.length);
  }

  void received(byte[] octets, int length) {
    add("<<", octets, length);
  }

  void happened(String event) {
    byte[] octets = Wire.octets(event);
    add("--", octets, octets.length);
  }

  private void add(String mark, byte[] octets, int length) {
    Entry entry = new Entry(mark, Arrays.copyOf(octets, Math.min(length, SHOWN)), length);
    if (first.size() < KEPT) {
      first.add(entry);
      return;
    }
    last.add(entry);
    if (last.size() > KEPT) {
      last.remove();
      dropped++;
    }
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    first.forEach(lines::append);
    if (dropped > 0) {
      lines.append("… ").append(dropped).append(" more entries\n");
    }
    last.forEach(lines::append);
    return lines.toString();
  }
}
