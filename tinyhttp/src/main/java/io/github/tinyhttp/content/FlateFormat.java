package io.github.tinyhttp.content;

import java.io.IOException;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.ZipException;

/// The wrapping of deflated data: a header before it, and a checksum of the content after it.
public enum FlateFormat {
  /// RFC 1952: one member, or several in a row.
  GZIP {
    @Override
    Checksum checksum() {
      return new CRC32();
    }

    @Override
    byte[] header() {
      // no flags, no time, no compression hints, an unknown system
      return new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    }

    @Override
    byte[] trailer(long checksum, long length) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) (checksum >>> 8 * i);
        bytes[4 + i] = (byte) (length >>> 8 * i);
      }
      return bytes;
    }

    @Override
    boolean readHeader(FlateInput in, boolean first) throws IOException {
      if (!first && in.isAtEnd()) {
        return false;
      }
      in.checking(new CRC32());
      if (in.next() != 0x1F || in.next() != 0x8B || in.next() != 8) {
        throw new ZipException("not gzip");
      }
      int flags = in.next();
      if ((flags & RESERVED) != 0) {
        throw new ZipException("a reserved flag is set"); // RFC 1952 §2.3.1.2
      }
      in.skip(6);
      if ((flags & EXTRA) != 0) {
        in.skip(in.next() | in.next() << 8);
      }
      if ((flags & NAME) != 0) {
        in.skipText();
      }
      if ((flags & COMMENT) != 0) {
        in.skipText();
      }
      long sum = in.checked() & 0xFFFF;
      if ((flags & HEADER_CHECKSUM) != 0 && sum != (in.next() | in.next() << 8)) {
        throw new ZipException("the header is damaged");
      }
      return true;
    }
  },

  /// RFC 1950: exactly one.
  ZLIB {
    @Override
    Checksum checksum() {
      return new Adler32();
    }

    @Override
    byte[] header() {
      return new byte[] {0x78, (byte) 0x9C};
    }

    @Override
    byte[] trailer(long checksum, long length) {
      byte[] bytes = new byte[4];
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) (checksum >>> 24 - 8 * i);
      }
      return bytes;
    }

    @Override
    boolean readHeader(FlateInput in, boolean first) throws IOException {
      if (!first) {
        if (in.isAtEnd()) {
          return false;
        }
        throw new ZipException("something follows the end");
      }
      int method = in.next();
      int flags = in.next();
      boolean known = (method & 0x0F) == 8 && method >>> 4 <= 7;
      if (!known || (method << 8 | flags) % 31 != 0 || (flags & DICTIONARY) != 0) {
        throw new ZipException("not zlib");
      }
      return true;
    }
  };

  private static final int HEADER_CHECKSUM = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;
  private static final int DICTIONARY = 0x20;

  /// A new checksum for the content.
  abstract Checksum checksum();

  /// The bytes before the data.
  abstract byte[] header();

  /// The bytes after the data.
  ///
  /// @param checksum of the content
  /// @param length of the content in bytes
  abstract byte[] trailer(long checksum, long length);

  /// Reads the bytes before the data.
  ///
  /// @param first whether it is the first
  /// @return false at the end of the coded content
  /// @throws IOException if it is not such a header
  abstract boolean readHeader(FlateInput in, boolean first) throws IOException;
}
