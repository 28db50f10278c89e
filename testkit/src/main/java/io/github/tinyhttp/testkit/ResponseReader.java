package io.github.tinyhttp.testkit;

import io.github.tinyhttp.testkit.WireResponse.Field;
import io.github.tinyhttp.testkit.WireResponse.Framing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads responses from a [Link]. It accepts nothing that RFC 9112 forbids a server to send, not
/// even where a recipient may be lenient, so that no test passes by leniency.
final class ResponseReader {
  private static final Pattern STATUS_LINE =
      Pattern.compile("(HTTP/[0-9]\\.[0-9]) ([0-9]{3}) ([\\t\\x20-\\x7E\\x80-\\xFF]*)");
  private static final Pattern FIELD_LINE =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\t\\x20-\\x7E\\x80-\\xFF]*?)[ \\t]*");
  private static final Pattern CHUNK_LINE = Pattern.compile("([0-9A-Fa-f]{1,8})(;.*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private final Link link;

  ResponseReader(Link link) {
    this.link = link;
  }

  /// Reads one response.
  ///
  /// @param method the method of the request, because responses to HEAD and CONNECT have no body
  WireResponse read(String method) {
    Matcher start = match(STATUS_LINE, line("a status line"), "a status line");
    int status = Integer.parseInt(start.group(2));
    List<Field> fields = fields();
    Framing framing = framing(method, status, fields);
    List<Integer> chunks = new ArrayList<>();
    List<Field> trailers = new ArrayList<>();
    byte[] body =
        switch (framing) {
          case NONE -> new byte[0];
          case SIZED -> exactly(Math.toIntExact(length(fields)));
          case CHUNKED -> chunked(chunks, trailers);
          case CLOSE -> untilEnd();
        };
    return new WireResponse(
        start.group(1), status, start.group(3), fields, framing, body, chunks, trailers);
  }

  private Framing framing(String method, int status, List<Field> fields) {
    List<String> codings = values(fields, "Transfer-Encoding");
    List<String> lengths = values(fields, "Content-Length");
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      throw link.failure("Content-Length beside Transfer-Encoding (RFC 9112 §6.2)");
    }
    if (lengths.size() > 1) {
      throw link.failure("more than one Content-Length");
    }
    boolean tunnel = method.equals("CONNECT") && status / 100 == 2;
    if (status / 100 == 1 || status == 204 || tunnel) {
      if (!codings.isEmpty() || !lengths.isEmpty()) {
        throw link.failure("framing in a response without content (RFC 9112 §6.1, RFC 9110 §8.6)");
      }
      return Framing.NONE;
    }
    if (!lengths.isEmpty()) {
      length(fields);
    }
    if (method.equals("HEAD") || status == 304) {
      return Framing.NONE;
    }
    if (!codings.isEmpty()) {
      if (codings.size() > 1 || !codings.getFirst().equals("chunked")) {
        throw link.failure("an unsupported transfer coding: " + codings);
      }
      return Framing.CHUNKED;
    }
    return lengths.isEmpty() ? Framing.CLOSE : Framing.SIZED;
  }

  private byte[] chunked(List<Integer> chunks, List<Field> trailers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line("a chunk size");
      int size = Integer.parseUnsignedInt(match(CHUNK_LINE, line, "a chunk size").group(1), 16);
      if (size < 0) {
        throw link.failure("a chunk too large for a test");
      }
      if (size == 0) {
        trailers.addAll(fields());
        return body.toByteArray();
      }
      chunks.add(size);
      body.writeBytes(exactly(size));
      if (!line("the end of a chunk").isEmpty()) {
        throw link.failure("a chunk longer than its size");
      }
    }
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    String line = line("a field line");
    while (!line.isEmpty()) {
      Matcher field = match(FIELD_LINE, line, "a field line");
      fields.add(new Field(field.group(1), field.group(2)));
      line = line("a field line");
    }
    return List.copyOf(fields);
  }

  /// Reads exactly `count` octets.
  byte[] exactly(int count) {
    byte[] octets = new byte[count];
    int filled = 0;
    while (filled < count) {
      int more = link.read(octets, filled);
      if (more < 0) {
        throw link.failure("the connection ended " + (count - filled) + " octets too early");
      }
      filled += more;
    }
    return octets;
  }

  private byte[] untilEnd() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int octet = link.read(); octet >= 0; octet = link.read()) {
      octets.write(octet);
    }
    return octets.toByteArray();
  }

  /// Reads the octets up to the next CRLF. A bare CR or LF fails.
  String line(String what) {
    StringBuilder line = new StringBuilder();
    while (true) {
      int octet = link.read();
      switch (octet) {
        case -1 -> throw link.failure("the connection ended where " + what + " was expected");
        case '\n' -> throw link.failure("a bare LF in " + what);
        case '\r' -> {
          if (link.read() != '\n') {
            throw link.failure("a bare CR in " + what);
          }
          return line.toString();
        }
        default -> line.append((char) octet);
      }
    }
  }

  private long length(List<Field> fields) {
    return Long.parseLong(
        match(LENGTH, values(fields, "Content-Length").getFirst(), "a length").group());
  }

  private Matcher match(Pattern pattern, String line, String what) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw link.failure("not " + what + ": " + Wire.escape(line));
    }
    return matcher;
  }

  private static List<String> values(List<Field> fields, String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
