package io.github.tinyhttp.http1;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.exchange.RequestHead;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.PercentCoding;
import io.github.tinyhttp.wire.InputBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The head of a request, checked in full: its bytes, and what the protocol itself needs of it.
/// Strings are made when they are asked for.
///
/// @param bytes the head's own copy, from the method to the blank line
/// @param targetParts the request target within `bytes`
/// @param persistent whether the client wants to go on using the connection, RFC 9112 §9.3
/// @param expectation what the client expects before it sends the body
/// @param upgrade whether the client offers protocols other than HTTP, RFC 9110 §7.8
/// @param takesTrailers whether the client said `TE: trailers`
/// @param hostStart where the value of `Host` begins within `bytes`; 0 if there is no such field
/// @param hostEnd where it ends
/// @param nameLengths bit n is set if there is a field whose name has n characters (or n + 64, and
///   so on): most fields that are looked for are not there, and most of those are told by this
record Head(
    byte[] bytes,
    HttpMethod method,
    Target targetParts,
    HttpVersion version,
    BodyFraming framing,
    boolean persistent,
    Expectation expectation,
    boolean upgrade,
    boolean takesTrailers,
    int hostStart,
    int hostEnd,
    long nameLengths)
    implements RequestHead {

  /// How many bytes of the request line follow the target: ` HTTP/1.1` and the end of the line.
  private static final int BEHIND_TARGET = 11;

  private static final byte[] HEAD_METHOD = {'H', 'E', 'A', 'D', ' '};
  private static final Head UNREADABLE = unreadable(HttpMethod.GET);
  private static final Head UNREADABLE_HEAD = unreadable(HttpMethod.HEAD);

  private static Head unreadable(HttpMethod method) {
    return new Head(
        "/ HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        method,
        new Target(0, 1, 0, 0, 1),
        HttpVersion.HTTP_1_1,
        BodyFraming.NONE,
        true,
        Expectation.NONE,
        false,
        false,
        0,
        0,
        0);
  }

  /// Stands for a head that could not be understood, when a response to it is written: only whether
  /// the response may have content matters, and so whether the method is HEAD.
  static Head unreadable(InputBuffer input) {
    int methodEnd = Math.min(input.start + HEAD_METHOD.length, input.end);
    boolean head =
        Arrays.equals(input.bytes, input.start, methodEnd, HEAD_METHOD, 0, HEAD_METHOD.length);
    return head ? UNREADABLE_HEAD : UNREADABLE;
  }

  @Override
  public boolean isUnderstood() {
    return bytes[0] != '/'; // which no method begins with, but what stands for one does
  }

  @Override
  public int size() {
    return bytes.length;
  }

  /// RFC 9110 §10.1.1.
  enum Expectation {
    NONE,
    CONTINUE,
    UNKNOWN
  }

  @Override
  public String target() {
    String upToQuery = Ascii.latin1(bytes, targetParts.start(), targetParts.pathEnd());
    return query().map(query -> upToQuery + "?" + query).orElse(upToQuery);
  }

  @Override
  public String rawPath() {
    Target parts = targetParts;
    if (parts.pathStart() == parts.pathEnd() && !method.equals(HttpMethod.CONNECT)) {
      return isServerWide() ? "*" : "/"; // of http://host?query
    }
    return Ascii.latin1(bytes, parts.pathStart(), parts.pathEnd());
  }

  @Override
  public Optional<String> query() {
    Target parts = targetParts;
    return parts.pathEnd() < parts.end()
        ? Optional.of(PercentCoding.encodeQuery(bytes, parts.pathEnd() + 1, parts.end()))
        : Optional.empty();
  }

  @Override
  public boolean hasLocalHost() {
    return targetParts.hasAuthority()
        ? Host.isLocal(bytes, targetParts.authorityStart(), targetParts.pathStart())
        : Host.isLocal(bytes, hostStart, hostEnd);
  }

  /// From the target, or else from `Host`, which does not count beside it (RFC 9112 §3.2.2).
  @Override
  public Optional<String> authority() {
    Target parts = targetParts;
    if (parts.hasAuthority()) {
      return Optional.of(Ascii.latin1(bytes, parts.authorityStart(), parts.pathStart()));
    }
    return hostStart == hostEnd
        ? Optional.empty()
        : Optional.of(Ascii.latin1(bytes, hostStart, hostEnd));
  }

  /// Whether `Host` is there and names no host, and the target names none either.
  boolean isHostless() {
    return hostStart > 0 && hostStart == hostEnd && !targetParts.hasAuthority();
  }

  /// Whether the request is about the server as a whole: `OPTIONS *`.
  boolean isServerWide() {
    return targetParts.isServerWide(bytes, method);
  }

  @Override
  public OptionalLong contentLength() {
    return switch (framing) {
      case BodyFraming.None _ -> OptionalLong.of(0);
      case BodyFraming.Sized(long length) -> OptionalLong.of(length);
      case BodyFraming.Chunked _ -> OptionalLong.empty();
    };
  }

  /// All field lines, as strings.
  @Override
  public Headers headers() {
    var lines = new ArrayList<String>();
    for (int at = firstField(); bytes[at] != '\r'; at = nextLine(at)) {
      int colon = colon(at);
      lines.add(name(at, colon));
      lines.add(value(colon));
    }
    return Headers.of(lines.toArray(String[]::new));
  }

  @Override
  public Optional<String> header(String name) {
    if ((nameLengths & 1L << name.length()) == 0) {
      return Optional.empty();
    }
    for (int at = firstField(); bytes[at] != '\r'; at = nextLine(at)) {
      if (isNamed(at, name)) {
        return Optional.of(value(colon(at)));
      }
    }
    return Optional.empty();
  }

  /// The elements of all lines of that name, RFC 9110 §5.6.1.
  List<String> elements(String name) {
    var elements = new ArrayList<String>();
    for (int at = firstField(); bytes[at] != '\r'; at = nextLine(at)) {
      if (isNamed(at, name)) {
        Ascii.splitList(value(colon(at)), elements);
      }
    }
    return elements;
  }

  private int firstField() {
    return targetParts.end() + BEHIND_TARGET;
  }

  private boolean isNamed(int at, String name) {
    int colon = at + name.length();
    return colon < bytes.length && bytes[colon] == ':' && Ascii.equalsIgnoreCase(bytes, at, name);
  }

  private int colon(int at) {
    int i = at;
    while (bytes[i] != ':') {
      i++;
    }
    return i;
  }

  private int nextLine(int at) {
    int i = at;
    while (bytes[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  private String value(int colon) {
    int end = nextLine(colon) - 2;
    int start = colon + 1;
    start = Ascii.skipOws(bytes, start, end);
    return Ascii.latin1(bytes, start, Ascii.trimOws(bytes, start, end));
  }

  private String name(int start, int end) {
    return Ascii.latin1(bytes, start, end);
  }
}
