package io.github.tinyhttp.http2;

import io.github.tinyhttp.engine.WriteBatch;
import io.github.tinyhttp.syntax.Ascii;

/// Encodes the header blocks of one connection, RFC 7541. For the driver, which sends the blocks in
/// the order they are made.
///
/// The table has 4,096 octets at most, even if the client allows more: it is memory of ours for
/// every connection. Only fields that come again are put there, see [ResponseFieldName].
final class HpackEncoder {
  private static final int MOST = 4096;
  private static final int STATUS = 8;
  private static final int LONGEST_NUMBER = 6;
  private static final int LONGEST_DIGITS = 19;

  private final EncoderTable table = new EncoderTable(MOST);

  /// The smallest size since the last block, which is signalled first; -1 if it has not changed.
  private int smallest = -1;

  /// The client's SETTINGS_HEADER_TABLE_SIZE. The next block begins with the new size, or with the
  /// smallest and the last one (§4.2).
  void limit(long octets) {
    int size = (int) Math.min(octets, MOST);
    if (smallest >= 0 || size != table.capacity()) {
      smallest = smallest < 0 ? size : Math.min(smallest, size);
      table.resize(size);
    }
  }

  /// Begins a block.
  void begin(WriteBatch out) {
    if (smallest >= 0) {
      if (smallest < table.capacity()) {
        putNumber(out, 0x20, 5, smallest);
      }
      putNumber(out, 0x20, 5, table.capacity());
      smallest = -1;
    }
  }

  /// Adds `:status`.
  void status(WriteBatch out, int code) {
    int index = StaticTable.indexOfStatus(code);
    if (index > 0) {
      putNumber(out, 0x80, 7, index);
    } else {
      field(out, ":status", STATUS, Integer.toString(code), Indexing.INDEXED);
    }
  }

  /// Adds a field.
  void field(WriteBatch out, ResponseFieldName name, String value) {
    field(out, name.lower(), name.index(), value, name.indexing());
  }

  /// Adds a field whose value is a number.
  void number(WriteBatch out, ResponseFieldName name, long value) {
    putNumber(out, Indexing.LITERAL.pattern(), Indexing.LITERAL.prefix(), name.index());
    byte[] bytes = out.room(1 + LONGEST_DIGITS);
    int length = out.end();
    int end = putDigits(bytes, length + 1, value);
    bytes[length] = (byte) (end - length - 1);
    out.end(end);
  }

  private static int putDigits(byte[] bytes, int at, long value) {
    int next = value < 10 ? at : putDigits(bytes, at, value / 10);
    bytes[next] = (byte) ('0' + value % 10);
    return next + 1;
  }

  private void field(WriteBatch out, String name, int index, String value, Indexing indexing) {
    Indexing how = indexing;
    if (how == Indexing.INDEXED) {
      int known = table.find(name, value);
      if (known >= 0) {
        putNumber(out, 0x80, 7, StaticTable.SIZE + 1 + known);
        return;
      }
      if (table.fits(name, value)) {
        table.add(name, value);
      } else {
        how = Indexing.LITERAL; // it would only empty the table
      }
    }
    putNumber(out, how.pattern(), how.prefix(), index);
    if (index == 0) {
      putString(out, name);
    }
    putString(out, value);
  }

  /// Puts a number behind a pattern, §5.1.
  private static void putNumber(WriteBatch out, int pattern, int prefix, int value) {
    byte[] bytes = out.room(LONGEST_NUMBER);
    int at = out.end();
    int most = (1 << prefix) - 1;
    if (value < most) {
      bytes[at++] = (byte) (pattern | value);
    } else {
      bytes[at++] = (byte) (pattern | most);
      int rest = value - most;
      for (; rest >= 0x80; rest >>= 7) {
        bytes[at++] = (byte) (rest | 0x80);
      }
      bytes[at++] = (byte) rest;
    }
    out.end(at);
  }

  /// Puts a string literal, §5.2, in the shorter one of the two codings.
  private static void putString(WriteBatch out, String text) {
    int coded = Huffman.length(text);
    if (coded < text.length()) {
      putNumber(out, 0x80, 7, coded);
      byte[] bytes = out.room(coded);
      out.end(Huffman.encode(text, bytes, out.end()));
    } else {
      putNumber(out, 0, 7, text.length());
      byte[] bytes = out.room(text.length());
      out.end(Ascii.copy(text, bytes, out.end()));
    }
  }
}
