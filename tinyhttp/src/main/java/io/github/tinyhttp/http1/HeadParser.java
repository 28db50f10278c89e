package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Understands a whole head: a function of its bytes. Every byte is checked once, here; what comes
/// after can rely on it.
final class HeadParser {
  static final int LONGEST_METHOD = 64;

  /// The length of `HTTP/1.1`, and the end of its line.
  static final int VERSION_LENGTH = 10;

  private final byte[] bytes;
  private final int maxFields;
  private final boolean secure;
  private int at;

  private int hostStart;
  private int hostEnd;
  private boolean coded;
  private List<String> codings = List.of();
  private List<String> lengths = List.of();
  private boolean close;
  private boolean keepAlive;
  private boolean upgradeOption;
  private boolean upgradeField;
  private boolean trailersTaken;
  private long nameLengths;
  private Head.Expectation expectation = Head.Expectation.NONE;

  private HeadParser(byte[] bytes, int maxFields, boolean secure) {
    this.bytes = bytes;
    this.maxFields = maxFields;
    this.secure = secure;
  }

  /// Parses a head that [HeadReader] has found the end of. The bytes are copied.
  ///
  /// @param secure whether the request came over TLS
  static Head parse(byte[] source, int start, int length, int maxFields, boolean secure)
      throws PeerFault {
    byte[] own = Arrays.copyOfRange(source, start, start + length);
    return new HeadParser(own, maxFields, secure).parse();
  }

  /// Checks a whole field line by itself, CR LF included.
  static void checkField(byte[] line) throws PeerFault {
    var parser = new HeadParser(line, 1, false);
    parser.parseField();
    BodyFraming _ = BodyFraming.of(HttpVersion.HTTP_1_1, false, List.of(), parser.lengths);
  }

  private Head parse() throws PeerFault {
    HttpMethod method = method();
    int targetStart = at;
    while (bytes[at] > ' ' || bytes[at] < 0) {
      at++;
    }
    int targetEnd = at;
    if (targetEnd == targetStart || bytes[at++] != ' ') {
      throw new PeerFault(Rule.REQUEST_LINE);
    }
    HttpVersion version = version(bytes, at, bytes.length);
    at += VERSION_LENGTH;
    Target target = Target.parse(method, bytes, targetStart, targetEnd, secure);
    parseFields();
    checkHost(version);
    boolean newer = version == HttpVersion.HTTP_1_1;
    return new Head(
        bytes,
        method,
        target,
        version,
        BodyFraming.of(version, coded, codings, lengths),
        !close && (newer || keepAlive),
        newer ? expectation : Head.Expectation.NONE, // §10.1.1: 1.0 has no expectations
        newer && upgradeOption && upgradeField, // §7.8: ignored in 1.0
        newer && trailersTaken,
        hostStart,
        hostEnd,
        nameLengths);
  }

  private HttpMethod method() throws PeerFault {
    if (bytes[0] == 'G' && bytes[1] == 'E' && bytes[2] == 'T' && bytes[3] == ' ') {
      at = 4;
      return HttpMethod.GET;
    }
    while (Ascii.isTokenByte(bytes[at])) {
      at++;
    }
    if (at == 0 || bytes[at] != ' ') {
      throw new PeerFault(Rule.REQUEST_LINE);
    }
    if (at > LONGEST_METHOD) {
      throw new PeerFault(Rule.METHOD_TOO_LONG);
    }
    return HttpMethod.of(Ascii.latin1(bytes, 0, at++));
  }

  /// `HTTP/` digit `.` digit, in upper case, and the end of the line.
  static HttpVersion version(byte[] bytes, int v, int end) throws PeerFault {
    if (v + VERSION_LENGTH > end
        || bytes[v] != 'H'
        || bytes[v + 1] != 'T'
        || bytes[v + 2] != 'T'
        || bytes[v + 3] != 'P'
        || bytes[v + 4] != '/'
        || !isDigit(bytes[v + 5])
        || bytes[v + 6] != '.'
        || !isDigit(bytes[v + 7])
        || bytes[v + 8] != '\r'
        || bytes[v + 9] != '\n') {
      throw new PeerFault(Rule.VERSION);
    }
    if (bytes[v + 5] != '1') {
      throw new PeerFault(Rule.VERSION_UNSUPPORTED);
    }
    return bytes[v + 7] == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void parseFields() throws PeerFault {
    for (int count = 0; bytes[at] != '\r'; count++) {
      if (count == maxFields) {
        throw new PeerFault(Rule.TOO_MANY_FIELDS);
      }
      parseField();
    }
    if (at != bytes.length - 2) {
      throw new PeerFault(Rule.BARE_CR);
    }
  }

  private void parseField() throws PeerFault {
    int name = at;
    int nameEnd = Ascii.endOfToken(bytes, name, bytes.length);
    if (bytes[nameEnd] != ':' || nameEnd == name) {
      boolean folded = nameEnd == name && Ascii.isOws(bytes[name]);
      throw new PeerFault(folded ? Rule.LINE_FOLDING : Rule.FIELD_NAME);
    }
    int start = nameEnd + 1;
    int end = Ascii.endOfField(bytes, start, bytes.length);
    if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
      throw new PeerFault(bytes[end] == '\r' ? Rule.BARE_CR : Rule.FIELD_VALUE);
    }
    at = end + 2;
    nameLengths |= 1L << (nameEnd - name);
    start = Ascii.skipOws(bytes, start, end);
    note(name, nameEnd - name, start, Ascii.trimOws(bytes, start, end));
  }

  /// Keeps what the protocol needs of a field.
  private void note(int name, int nameLength, int start, int end) throws PeerFault {
    switch (nameLength) {
      case 2 -> {
        if (isNamed(name, "te")) {
          elements(start, end, List.of()).forEach(this::noteTe);
        }
      }
      case 4 -> {
        if (isNamed(name, "host")) {
          noteHost(start, end);
        }
      }
      case 6 -> {
        if (isNamed(name, "expect")) {
          noteExpect(start, end);
        }
      }
      case 7 -> upgradeField |= isNamed(name, "upgrade") && isOffered(start, end);
      case 10 -> {
        if (isNamed(name, "connection")) {
          elements(start, end, List.of()).forEach(this::noteConnection);
        }
      }
      case 14 -> {
        if (isNamed(name, "content-length")) {
          lengths = new ArrayList<>(lengths);
          lengths.add(Ascii.latin1(bytes, start, end));
        }
      }
      case 17 -> {
        if (isNamed(name, "transfer-encoding")) {
          coded = true;
          codings = elements(start, end, codings);
        }
      }
      default -> {}
    }
  }

  private boolean isNamed(int name, String lower) {
    return Ascii.equalsIgnoreCase(bytes, name, lower);
  }

  private List<String> elements(int start, int end, List<String> before) {
    var elements = new ArrayList<>(before);
    Ascii.splitList(Ascii.latin1(bytes, start, end), elements);
    return elements;
  }

  private void noteHost(int start, int end) throws PeerFault {
    if (hostStart > 0) {
      throw new PeerFault(Rule.HOST_TWICE);
    }
    if (!Host.isValid(bytes, start, end)) {
      throw new PeerFault(Rule.HOST_INVALID);
    }
    hostStart = start;
    hostEnd = end;
  }

  private void checkHost(HttpVersion version) throws PeerFault {
    if (hostStart == 0 && version == HttpVersion.HTTP_1_1) {
      throw new PeerFault(Rule.HOST_MISSING);
    }
  }

  private void noteExpect(int start, int end) {
    for (String element : elements(start, end, List.of())) {
      boolean known = element.equalsIgnoreCase("100-continue");
      if (expectation != Head.Expectation.UNKNOWN) {
        expectation = known ? Head.Expectation.CONTINUE : Head.Expectation.UNKNOWN;
      }
    }
  }

  private void noteConnection(String option) {
    close |= option.equalsIgnoreCase("close");
    keepAlive |= option.equalsIgnoreCase("keep-alive");
    upgradeOption |= option.equalsIgnoreCase("upgrade");
  }

  /// Whether the client offers a protocol that an application may speak. Offers of other versions
  /// of HTTP are not for it, and are passed over as RFC 9110 §7.8 allows: `h2c` comes with each
  /// request of common clients, and RFC 9113 §3.1 has given it up.
  private boolean isOffered(int start, int end) {
    return elements(start, end, List.of()).stream().anyMatch(HeadParser::isForApplication);
  }

  private static boolean isForApplication(String protocol) {
    return !protocol.equalsIgnoreCase("h2c") && !protocol.regionMatches(true, 0, "HTTP/", 0, 5);
  }

  private void noteTe(String coding) {
    trailersTaken |= coding.equalsIgnoreCase("trailers");
  }
}
