package io.github.tinyhttp.wire;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;

/// The header of HAProxy's PROXY protocol, version 1 (a line of text) and version 2 (binary). A
/// proxy sends it ahead of the client's bytes to say which client they come from. All methods are
/// functions of bytes.
///
/// The header does not begin with its length, and the bytes behind it may be for a TLS engine. So a
/// reader asks [#missing] how many more bytes certainly belong to the header, and never reads a
/// byte behind it.
public final class ProxyProtocol {
  /// The longest header that is accepted, in bytes. Version 2 allows 65,551; headers in use are far
  /// shorter than this limit.
  static final int LONGEST = 16 << 10;

  private static final int LONGEST_LINE = 107;
  private static final int SHORTEST_LINE = "PROXY UNKNOWN\r\n".length();
  private static final int FIXED = 16;
  private static final int TLV_CRC32C = 0x03;
  private static final int COMMAND = 12;
  private static final int FAMILY = 13;
  private static final byte LOCAL = 0x20;
  private static final byte PROXY = 0x21;
  private static final Set<Integer> FAMILY_BYTES = Set.of(0x00, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32);
  private static final List<String> FAMILIES = List.of("TCP4", "TCP6", "UNKNOWN");
  private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

  private ProxyProtocol() {}

  /// A parsed header.
  ///
  /// @param ends the addresses of the connection that the proxy has accepted; empty if the proxy
  ///   does not know them, or has opened the connection for itself, for a health check for example
  /// @param values the type-length-value fields of version 2, in the order of the header
  public record Header(Optional<Addresses> ends, List<Value> values) {}

  /// The addresses of both ends of a connection.
  ///
  /// @param source the address of the client
  /// @param destination the address that the client has connected to
  public record Addresses(SocketAddress source, SocketAddress destination) {}

  /// A type-length-value field.
  ///
  /// @param type the type, 0 to 255
  /// @param bytes the value, which the record does not copy
  public record Value(int type, byte[] bytes) {}

  /// How many more bytes the header certainly has; 0 if it is complete.
  ///
  /// @param count how many bytes of `bytes` have been received, never more than this method has
  ///   asked for
  /// @throws ProtocolException if no header begins with these bytes
  public static int missing(byte[] bytes, int count) throws ProtocolException {
    if (count == 0) {
      return SIGNATURE.length;
    }
    if (startsWith(bytes, count, SIGNATURE)) {
      return missingOfBinary(bytes, count);
    }
    if (startsWith(bytes, count, LINE)) {
      return missingOfLine(bytes, count);
    }
    throw new ProtocolException("no PROXY header");
  }

  private static boolean startsWith(byte[] bytes, int count, byte[] prefix) {
    int length = Math.min(count, prefix.length);
    return Arrays.equals(bytes, 0, length, prefix, 0, length);
  }

  private static int missingOfBinary(byte[] bytes, int count) throws ProtocolException {
    checkBegunBinary(bytes, count);
    if (count < FIXED) {
      return FIXED - count;
    }
    int length = FIXED + ByteBuffer.wrap(bytes).getChar(14);
    if (length > LONGEST) {
      throw new ProtocolException("a PROXY header of " + length + " bytes is too long");
    }
    return length - count;
  }

  /// Checks the command and the family of addresses, if they have come.
  private static void checkBegunBinary(byte[] bytes, int count) throws ProtocolException {
    if (count > COMMAND && bytes[COMMAND] != LOCAL && bytes[COMMAND] != PROXY) {
      throw new ProtocolException("no such version or command of a PROXY header");
    }
    if (count > FAMILY && bytes[COMMAND] == PROXY && !FAMILY_BYTES.contains((int) bytes[FAMILY])) {
      throw new ProtocolException("no such family of addresses in a PROXY header");
    }
  }

  private static int missingOfLine(byte[] bytes, int count) throws ProtocolException {
    int end = 0;
    while (end < count && bytes[end] != '\r' && bytes[end] != '\n') {
      end++;
    }
    checkBegunLine(Ascii.latin1(bytes, 0, end));
    boolean ending = end < count;
    if (ending && (bytes[end] != '\r' || end + 1 < count && bytes[end + 1] != '\n')) {
      throw new ProtocolException("the line of a PROXY header ends with CR LF");
    }
    int length = end + 2;
    if (ending && (length < count || length < SHORTEST_LINE) || length > LONGEST_LINE) {
      throw new ProtocolException("the line of a PROXY header has no such length");
    }
    return Math.max(SHORTEST_LINE, length) - count;
  }

  /// Checks a line whose end may not have come. What is in it whole is checked when all of it is.
  private static void checkBegunLine(String line) throws ProtocolException {
    String[] parts = line.split(" ", -1);
    if (parts.length < 2 || parts[1].equals("UNKNOWN")) {
      return;
    }
    String family = parts[1];
    boolean last = parts.length == 2;
    if (FAMILIES.stream().noneMatch(one -> last ? one.startsWith(family) : one.equals(family))
        || parts.length > 6) {
      throw malformedLine();
    }
    boolean four = family.equals("TCP4");
    for (int i = 2; i < parts.length; i++) {
      boolean whole = i < parts.length - 1;
      boolean wrongWhole =
          i <= 3
              ? IpLiteral.parse(parts[i]).isEmpty() || parts[i].indexOf(':') >= 0 == four
              : !isPort(parts[i]);
      if (whole && wrongWhole) {
        throw malformedAddress();
      }
      boolean digits = four || i > 3;
      for (char c : parts[i].toCharArray()) {
        boolean right =
            c >= '0' && c <= '9'
                || i <= 3 && c == '.'
                || !digits && (c == ':' || c < 0x80 && Ascii.isHex((byte) c));
        if (!right) {
          throw malformedAddress();
        }
      }
    }
  }

  private static ProtocolException malformedAddress() {
    return new ProtocolException("an address of a PROXY header is malformed");
  }

  private static ProtocolException malformedLine() {
    return new ProtocolException("the line of a PROXY header is malformed");
  }

  /// Parses a complete header, the first `length` bytes.
  ///
  /// @throws ProtocolException if it is malformed
  public static Header parse(byte[] bytes, int length) throws ProtocolException {
    return bytes[0] == SIGNATURE[0] ? parseBinary(bytes, length) : parseLine(bytes, length);
  }

  // ---- version 1

  private static Header parseLine(byte[] bytes, int length) throws ProtocolException {
    String line = Ascii.latin1(bytes, 0, length - 2);
    String[] parts = line.split(" ", -1);
    if (parts[1].equals("UNKNOWN")) {
      return new Header(
          Optional.empty(), List.of()); // the specification ignores the rest of the line
    }
    boolean four = parts[1].equals("TCP4");
    if (!four && !parts[1].equals("TCP6") || parts.length != 6) {
      throw malformedLine();
    }
    for (String address : List.of(parts[2], parts[3])) {
      if (address.indexOf(':') >= 0 == four) {
        throw new ProtocolException("an address of a PROXY header is of the wrong family");
      }
    }
    var ends = new Addresses(address(parts[2], parts[4]), address(parts[3], parts[5]));
    return new Header(Optional.of(ends), List.of());
  }

  private static SocketAddress address(String host, String port) throws ProtocolException {
    Optional<InetAddress> address = IpLiteral.parse(host);
    if (address.isEmpty() || !isPort(port)) {
      throw malformedAddress();
    }
    int number = Integer.parseInt(port);
    if (number > 0xFFFF) {
      throw new ProtocolException("a port of a PROXY header is too high");
    }
    return new InetSocketAddress(address.get(), number);
  }

  /// `0`, or up to five digits without a leading zero.
  private static boolean isPort(String text) {
    return !text.isEmpty()
        && text.length() <= 5
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && (text.length() == 1 || text.charAt(0) != '0');
  }

  // ---- version 2

  private static Header parseBinary(byte[] bytes, int length) throws ProtocolException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length).position(SIGNATURE.length);
    int command = rest.get();
    int family = rest.get();
    rest.getChar(); // skips the length, which the caller knows
    return switch (command) {
      case LOCAL -> new Header(Optional.empty(), List.of()); // LOCAL: the proxy's own connection
      case PROXY -> {
        Optional<Addresses> ends = ends(family, rest);
        yield new Header(ends, values(bytes, rest));
      }
      default -> throw new ProtocolException("no such version or command of a PROXY header");
    };
  }

  private static Optional<Addresses> ends(int family, ByteBuffer rest) throws ProtocolException {
    return switch (family) {
      case 0x00 -> Optional.empty();
      case 0x11, 0x12 -> Optional.of(internet(rest, 4));
      case 0x21, 0x22 -> Optional.of(internet(rest, 16));
      case 0x31, 0x32 -> Optional.of(new Addresses(unix(rest), unix(rest)));
      default -> throw new ProtocolException("no such family of addresses in a PROXY header");
    };
  }

  private static byte[] take(ByteBuffer rest, int count) throws ProtocolException {
    if (count > rest.remaining()) {
      throw new ProtocolException("a PROXY header ends too early");
    }
    byte[] taken = new byte[count];
    rest.get(taken);
    return taken;
  }

  private static Addresses internet(ByteBuffer rest, int size) throws ProtocolException {
    byte[] source = take(rest, size);
    byte[] destination = take(rest, size);
    ByteBuffer ports = ByteBuffer.wrap(take(rest, 4));
    return new Addresses(
        new InetSocketAddress(address(source), ports.getChar()),
        new InetSocketAddress(address(destination), ports.getChar()));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("addresses have 4 or 16 bytes", e);
    }
  }

  /// Reads a path up to its first zero byte. An abstract address, which begins with a zero byte,
  /// and a path that is invalid on this system become the address of an unnamed socket.
  private static SocketAddress unix(ByteBuffer rest) throws ProtocolException {
    byte[] bytes = take(rest, 108);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    try {
      return UnixDomainSocketAddress.of(new String(bytes, 0, end, StandardCharsets.UTF_8));
    } catch (InvalidPathException _) {
      return UnixDomainSocketAddress.of("");
    }
  }

  private static List<Value> values(byte[] header, ByteBuffer rest) throws ProtocolException {
    var values = new ArrayList<Value>();
    boolean summed = false;
    while (rest.hasRemaining()) {
      ByteBuffer start = ByteBuffer.wrap(take(rest, 3));
      int type = start.get() & 0xFF;
      int at = rest.position();
      byte[] value = take(rest, start.getChar());
      if (type == TLV_CRC32C) {
        if (summed || !isSum(value, header, at, rest.limit())) {
          throw new ProtocolException("the checksum of a PROXY header is wrong");
        }
        summed = true;
      }
      values.add(new Value(type, value));
    }
    return List.copyOf(values);
  }

  /// Whether `sum`, the value at index `at`, is the checksum of the whole header with zeros in the
  /// place of the value.
  private static boolean isSum(byte[] sum, byte[] header, int at, int length) {
    if (sum.length != Integer.BYTES) {
      return false;
    }
    var crc = new CRC32C();
    crc.update(header, 0, at);
    crc.update(new byte[Integer.BYTES], 0, Integer.BYTES);
    crc.update(header, at + Integer.BYTES, length - at - Integer.BYTES);
    return crc.getValue() == Integer.toUnsignedLong(ByteBuffer.wrap(sum).getInt());
  }
}
