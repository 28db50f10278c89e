package io.github.tinyhttp.http2;

import java.util.HashMap;
import java.util.Map;

/// The static table of RFC 7541 Appendix A.
final class StaticTable {
  private static final String[] PAIRS = {
    ":authority", "",
    ":method", "GET",
    ":method", "POST",
    ":path", "/",
    ":path", "/index.html",
    ":scheme", "http",
    ":scheme", "https",
    ":status", "200",
    ":status", "204",
    ":status", "206",
    ":status", "304",
    ":status", "400",
    ":status", "404",
    ":status", "500",
    "accept-charset", "",
    "accept-encoding", "gzip, deflate",
    "accept-language", "",
    "accept-ranges", "",
    "accept", "",
    "access-control-allow-origin", "",
    "age", "",
    "allow", "",
    "authorization", "",
    "cache-control", "",
    "content-disposition", "",
    "content-encoding", "",
    "content-language", "",
    "content-length", "",
    "content-location", "",
    "content-range", "",
    "content-type", "",
    "cookie", "",
    "date", "",
    "etag", "",
    "expect", "",
    "expires", "",
    "from", "",
    "host", "",
    "if-match", "",
    "if-modified-since", "",
    "if-none-match", "",
    "if-range", "",
    "if-unmodified-since", "",
    "last-modified", "",
    "link", "",
    "location", "",
    "max-forwards", "",
    "proxy-authenticate", "",
    "proxy-authorization", "",
    "range", "",
    "referer", "",
    "refresh", "",
    "retry-after", "",
    "server", "",
    "set-cookie", "",
    "strict-transport-security", "",
    "transfer-encoding", "",
    "user-agent", "",
    "vary", "",
    "via", "",
    "www-authenticate", ""
  };

  /// The number of entries, of which the first has the index 1.
  static final int SIZE = PAIRS.length / 2;

  private static final HeaderField[] FIELDS = new HeaderField[SIZE];
  private static final Map<String, Integer> BY_NAME = new HashMap<>();

  static {
    for (int i = 0; i < SIZE; i++) {
      FIELDS[i] = HeaderField.of(PAIRS[2 * i], PAIRS[2 * i + 1]);
      BY_NAME.putIfAbsent(PAIRS[2 * i], i + 1);
    }
  }

  private StaticTable() {}

  /// The entry of an index from 1 to [#SIZE].
  static HeaderField field(int index) {
    return FIELDS[index - 1];
  }

  /// The first index of a name in lower case; 0 if it is not in the table.
  static int indexOf(String name) {
    return BY_NAME.getOrDefault(name, 0);
  }

  /// The index of a status; 0 if it is not in the table.
  static int indexOfStatus(int code) {
    return switch (code) {
      case 200 -> 8;
      case 204 -> 9;
      case 206 -> 10;
      case 304 -> 11;
      case 400 -> 12;
      case 404 -> 13;
      case 500 -> 14;
      default -> 0;
    };
  }
}
