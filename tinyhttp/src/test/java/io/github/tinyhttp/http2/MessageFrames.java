package io.github.tinyhttp.http2;

import io.github.tinyhttp.testkit.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Turns requests in the form of HTTP/1.1, in any pieces, into what HTTP/2 has for them: header
/// sections, content and trailer sections.
final class MessageFrames {
  /// Takes what the octets mean.
  interface Sink {
    void head(List<String> pairs, boolean last);

    void content(byte[] octets, boolean last);

    void trailers(List<String> pairs);
  }

  private enum Part {
    HEAD,
    SIZED,
    CHUNK_SIZE,
    CHUNK,
    TRAILERS
  }

  private final Sink sink;
  private String pending = "";
  private Part part = Part.HEAD;
  private long missing;

  MessageFrames(Sink sink) {
    this.sink = sink;
  }

  /// Takes octets, one for each character.
  void take(String octets) {
    pending += octets;
    boolean goesOn = true;
    while (goesOn) {
      goesOn =
          switch (part) {
            case HEAD -> takesHead();
            case SIZED -> takesContent();
            case CHUNK_SIZE -> takesChunkSize();
            case CHUNK -> takesChunk();
            case TRAILERS -> takesTrailers();
          };
    }
  }

  private static AssertionError none(String what) {
    return new AssertionError("HTTP/2 has no form for " + what);
  }

  private boolean takesHead() {
    int end = pending.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    String[] lines = pending.substring(0, end).split("\r\n");
    pending = pending.substring(end + 4);
    int target = lines[0].indexOf(' ') + 1;
    int targetEnd = lines[0].lastIndexOf(' ');
    if (target == 0 || targetEnd < target || !lines[0].endsWith(" HTTP/1.1")) {
      throw none(Wire.escape(lines[0]));
    }
    List<String> fields = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    boolean chunked = false;
    missing = 0;
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      String value = withoutBlanks(lines[i].substring(colon + 1));
      switch (name) {
        case "host" -> hosts.add(value);
        case "connection" -> {} // what is behind it speaks of the connection
        case "transfer-encoding" -> {
          if (!value.equals("chunked")) {
            throw none(lines[i]);
          }
          chunked = true;
        }
        case "upgrade", "keep-alive", "proxy-connection" -> throw none(lines[i]);
        default -> {
          if (name.equals("content-length")) {
            missing = Long.parseLong(value);
          }
          fields.add(name);
          fields.add(value);
        }
      }
    }
    part = chunked ? Part.CHUNK_SIZE : missing > 0 ? Part.SIZED : Part.HEAD;
    String method = lines[0].substring(0, target - 1);
    sink.head(
        withControlData(method, lines[0].substring(target, targetEnd), hosts, fields),
        part == Part.HEAD);
    return true;
  }

  private static String withoutBlanks(String value) {
    return value.replaceAll("^[ \t]+|[ \t]+$", "");
  }

  private static List<String> withControlData(
      String method, String target, List<String> hosts, List<String> fields) {
    List<String> all = new ArrayList<>(List.of(":method", method));
    if (method.equals("CONNECT")) {
      all.addAll(List.of(":authority", target));
    } else if (target.matches("(?i)https?://.*")) {
      int slashes = target.indexOf("://");
      String rest = target.substring(slashes + 3);
      int end = rest.length() - rest.replaceFirst("^[^/?]*", "").length();
      String path = rest.substring(end);
      all.addAll(List.of(":scheme", target.substring(0, slashes)));
      all.addAll(List.of(":authority", rest.substring(0, end)));
      all.addAll(List.of(":path", path.startsWith("/") ? path : "/" + path));
    } else {
      all.addAll(List.of(":scheme", "http", ":path", target));
      if (hosts.size() == 1) {
        all.addAll(List.of(":authority", hosts.getFirst()));
      } else {
        hosts.forEach(host -> all.addAll(List.of("host", host)));
      }
    }
    all.addAll(fields);
    return all;
  }

  private boolean takesContent() {
    int count = (int) Math.min(missing, pending.length());
    if (count == 0) {
      return false;
    }
    missing -= count;
    String some = pending.substring(0, count);
    pending = pending.substring(count);
    part = missing == 0 ? Part.HEAD : part;
    sink.content(Wire.octets(some), missing == 0);
    return true;
  }

  private boolean takesChunkSize() {
    int end = pending.indexOf("\r\n");
    if (end < 0) {
      return false;
    }
    String size = pending.substring(0, end);
    pending = pending.substring(end + 2);
    if (!size.matches("[0-9A-Fa-f]+")) {
      throw none("the chunk " + Wire.escape(size));
    }
    missing = Long.parseLong(size, 16);
    part = missing == 0 ? Part.TRAILERS : Part.CHUNK;
    return true;
  }

  private boolean takesChunk() {
    if (missing == 0) {
      if (pending.length() < 2) {
        return false;
      }
      pending = pending.substring(2);
      part = Part.CHUNK_SIZE;
      return true;
    }
    int count = (int) Math.min(missing, pending.length());
    if (count == 0) {
      return false;
    }
    missing -= count;
    sink.content(Wire.octets(pending.substring(0, count)), false);
    pending = pending.substring(count);
    return true;
  }

  private boolean takesTrailers() {
    if (pending.startsWith("\r\n")) {
      pending = pending.substring(2);
      part = Part.HEAD;
      sink.content(new byte[0], true);
      return true;
    }
    int end = pending.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    List<String> fields = new ArrayList<>();
    for (String line : pending.substring(0, end).split("\r\n")) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon).toLowerCase(Locale.ROOT));
      fields.add(withoutBlanks(line.substring(colon + 1)));
    }
    pending = pending.substring(end + 4);
    part = Part.HEAD;
    sink.trailers(fields);
    return true;
  }
}
