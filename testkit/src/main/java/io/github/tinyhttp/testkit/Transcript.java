package io.github.tinyhttp.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What happened on one connection, in order, for the text of a failure: `>>` was sent, `<<` was
/// received, `--` happened to the connection.
final class Transcript {
  /// More than this of one entry is counted, not shown.
  private static final int SHOWN = 4_000;

  private record Entry(String mark, byte[] octets, int length) {}

  private final List<Entry> entries = new ArrayList<>();

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
    entries.add(new Entry(mark, Arrays.copyOf(octets, Math.min(length, SHOWN)), length));
  }

  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    for (Entry entry : entries) {
      lines.append(entry.mark).append(' ').append(Wire.escape(Wire.text(entry.octets)));
      if (entry.length > SHOWN) {
        lines.append(" … ").append(entry.length - SHOWN).append(" more octets");
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
