package io.github.tinyhttp.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// As much of the encoding of keys (ITU-T X.690) as it takes to put one form into another.
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int OBJECT = 0x06;
  static final int SEQUENCE = 0x30;
  static final int FIRST_OPTION = 0xA0;

  private final ByteBuffer bytes;

  Der(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /// The tag of the next element.
  int tag() {
    return bytes.hasRemaining() ? bytes.get(bytes.position()) & 0xFF : -1;
  }

  /// The content of the next element, which has to be of that kind.
  ///
  /// @throws IllegalArgumentException if it is not, or longer than what there is
  byte[] take(int tag) {
    if (tag() != tag || bytes.remaining() < 2) {
      throw new IllegalArgumentException("the key is not encoded as it should be");
    }
    bytes.get();
    int first = bytes.get() & 0xFF;
    int length = first < 0x80 ? first : longLength(first - 0x80);
    if (length > bytes.remaining()) {
      throw new IllegalArgumentException("the key is cut off");
    }
    byte[] content = new byte[length];
    bytes.get(content);
    return content;
  }

  private int longLength(int octets) {
    if (octets == 0 || octets > 3 || octets > bytes.remaining()) {
      throw new IllegalArgumentException("the key is too long");
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | bytes.get() & 0xFF;
    }
    return length;
  }

  /// An element.
  static byte[] element(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length >= 0x80) {
      int octets = length > 0xFFFF ? 3 : length > 0xFF ? 2 : 1;
      element.write(0x80 + octets);
      for (int i = octets - 1; i >= 0; i--) {
        element.write(length >> (8 * i));
      }
    } else {
      element.write(length);
    }
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  /// An object identifier as the JDK's providers know it, for example `1.2.840.113549.1.1.1`.
  static String dotted(byte[] object) {
    var text = new StringBuilder();
    long value = 0;
    for (byte one : object) {
      value = (value << 7 | one & 0x7F) & 0xFFFF_FFFFL;
      if (one >= 0) {
        if (text.isEmpty()) {
          long first = Math.min(value / 40, 2);
          text.append(first).append('.').append(value - 40 * first);
        } else {
          text.append('.').append(value);
        }
        value = 0;
      }
    }
    return text.toString();
  }
}
