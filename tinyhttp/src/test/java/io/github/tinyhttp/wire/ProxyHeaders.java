package io.github.tinyhttp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// Headers of the PROXY protocol, put together byte by byte from the protocol's own description.
public final class ProxyHeaders {
  private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";

  /// 192.0.2.1:56324 to 198.51.100.2:443.
  public static final String IPV4 = "C0000201" + "C6336402" + "DC04" + "01BB";

  /// [2001:db8::1]:56324 to [2001:db8::2]:443.
  public static final String IPV6 =
      "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "DC04" + "01BB";

  private ProxyHeaders() {}

  /// A header of version 2.
  ///
  /// @param start the bytes of version with command, and of family with protocol, in hexadecimal
  /// @param rest what follows the length, in hexadecimal
  public static byte[] binary(String start, String rest) {
    return HexFormat.of().parseHex(SIGNATURE + start + "%04X".formatted(rest.length() / 2) + rest);
  }

  /// As [#binary(String, String)], with another length than it has.
  static byte[] binary(String start, int length, String rest) {
    return HexFormat.of().parseHex(SIGNATURE + start + "%04X".formatted(length) + rest);
  }

  /// A value in hexadecimal.
  public static String value(int type, String text) {
    return value(type, text.getBytes(StandardCharsets.UTF_8));
  }

  /// A value in hexadecimal.
  public static String value(int type, byte[] bytes) {
    return "%02X%04X".formatted(type, bytes.length) + HexFormat.of().formatHex(bytes);
  }

  /// A header of version 2 over IPv4 with values around its checksum.
  static byte[] summed(String before, String after) {
    byte[] header = binary("2111", IPV4 + before + value(3, new byte[4]) + after);
    var crc = new CRC32C();
    crc.update(header);
    int at = 16 + (IPV4.length() + before.length()) / 2 + 3;
    ByteBuffer.wrap(header).putInt(at, (int) crc.getValue());
    return header;
  }

  /// The value that tells of TLS, in hexadecimal.
  ///
  /// @param flags 1 for TLS, 2 and 4 for a certificate
  /// @param verify 0 for a certificate that is good
  public static String tls(int flags, int verify, String more) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(flags);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(verify).array());
    bytes.writeBytes(HexFormat.of().parseHex(more));
    return value(0x20, bytes.toByteArray());
  }

  /// A header of version 1 with CR LF behind it.
  public static byte[] line(String text) {
    return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }
}
