package io.github.tinyhttp.http2;

import io.github.tinyhttp.syntax.Ascii;
import java.util.function.Consumer;

/// Decodes the header blocks of one connection, RFC 7541, each right where it was read. For the
/// driver.
///
/// Every block has to be decoded, whatever becomes of its message: else the two tables differ from
/// then on.
final class HpackDecoder {
  /// What the client's encoder may use for its table: SETTINGS_HEADER_TABLE_SIZE as it is
  /// initially.
  static final int TABLE = 4096;

  /// How many octets may follow a prefix: a number below 2^28 is more than any block needs.
  private static final int MOST_CONTINUED = 4;

  /// How many size updates a block may begin with: the smallest size and the last one, §4.2.
  private static final int MOST_UPDATES = 2;

  private static final byte[] NO_BYTES = {};
  private static final int KEPT_SCRATCH = 256;

  private final int most;
  private final DecoderTable table;
  private byte[] scratch = NO_BYTES;
  private byte[] bytes = NO_BYTES;
  private int at;
  private int end;

  /// @param most the most octets of the table, as the client was told
  HpackDecoder(int most) {
    this.most = most;
    this.table = new DecoderTable(most);
  }

  /// Decodes one block and gives its fields to `sink`, in order.
  ///
  /// @throws HpackFault if the block is malformed
  void decode(byte[] source, int start, int limit, Consumer<HeaderField> sink) throws HpackFault {
    bytes = source;
    at = start;
    end = limit;
    try {
      takeUpdates();
      while (at < end) {
        sink.accept(next());
      }
    } finally {
      bytes = NO_BYTES;
      if (scratch.length > KEPT_SCRATCH) {
        scratch = NO_BYTES;
      }
    }
  }

  private void takeUpdates() throws HpackFault {
    for (int updates = 1; at < end && bytes[at] >> 5 == 1; updates++) {
      int size = number(5);
      if (size > most) {
        throw new HpackFault("a table of " + size + " octets is more than was offered");
      }
      if (updates > MOST_UPDATES) {
        throw new HpackFault("a block begins with too many table sizes");
      }
      table.resize(size);
    }
  }

  private HeaderField next() throws HpackFault {
    int first = bytes[at];
    if (first < 0) { // 1xxxxxxx
      return indexed(number(7));
    }
    if (first >= 0x40) { // 01xxxxxx
      HeaderField field = literal(number(6));
      table.add(field);
      return field;
    }
    if (first >= 0x20) { // 001xxxxx
      throw new HpackFault("a table size stands behind a field");
    }
    return literal(number(4)); // 0000xxxx and 0001xxxx: without indexing, and never indexed
  }

  private HeaderField indexed(int index) throws HpackFault {
    if (index == 0 || index > StaticTable.SIZE + table.count()) {
      throw new HpackFault("there is no entry " + index);
    }
    return index <= StaticTable.SIZE
        ? StaticTable.field(index)
        : table.get(index - StaticTable.SIZE - 1);
  }

  private HeaderField literal(int nameIndex) throws HpackFault {
    String name = nameIndex == 0 ? string() : indexed(nameIndex).name();
    return HeaderField.of(name, string());
  }

  /// A number with a prefix of so many bits, §5.1.
  private int number(int prefix) throws HpackFault {
    int full = (1 << prefix) - 1;
    int value = bytes[at++] & full;
    if (value < full) {
      return value;
    }
    for (int i = 0; i < MOST_CONTINUED; i++) {
      if (at == end) {
        throw new HpackFault("a block ends inside a number");
      }
      int octet = bytes[at++];
      value += (octet & 0x7F) << 7 * i;
      if (octet >= 0) {
        return value;
      }
    }
    throw new HpackFault("a number is too large");
  }

  /// A string literal, §5.2.
  private String string() throws HpackFault {
    if (at == end) {
      throw new HpackFault("a block ends before a string");
    }
    boolean coded = bytes[at] < 0;
    int length = number(7);
    if (length > end - at) {
      throw new HpackFault("a block ends inside a string");
    }
    int start = at;
    at += length;
    if (!coded) {
      return Ascii.latin1(bytes, start, at);
    }
    int room = Huffman.mostDecoded(length);
    if (scratch.length < room) {
      scratch = new byte[Math.max(room, KEPT_SCRATCH)];
    }
    return Ascii.latin1(scratch, 0, Huffman.decode(bytes, start, at, scratch));
  }
}
