package io.github.tinyhttp;

import io.github.tinyhttp.syntax.TypePatterns;
import java.util.ArrayList;
import java.util.List;

/// Which answers are sent in coded form to clients that accept it (`Accept-Encoding`, RFC 9110
/// §12.5.3), and how. A server compresses nothing unless it is told to:
///
/// ```java
/// Server.builder().bind(8000).compression(Compression.defaults()).handler(handler).start();
/// ```
///
/// **What it may give away.** How well content compresses depends on what is in it. When an answer
/// has a secret, such as a token against forged forms, and beside it something that whoever attacks
/// has a say in, such as a search term, then the length of the answer tells how much they have in
/// common, even through TLS: the attack is called BREACH, and no setting prevents it. That is why
/// this is not on by default. Answers of that kind take [Use#NEVER].
///
/// An answer is compressed if its `Content-Type` is among `types`, it is not known to be smaller
/// than `minimumSize`, and neither its status nor one of its fields forbids it: a
/// `Content-Encoding`, `Content-Range` or `Cache-Control: no-transform`, or a digest of the
/// content, that the application has set. It then gets `Vary: Accept-Encoding`, also where it goes
/// as it is, and in coded form its `ETag` becomes a weak one. Streams are compressed as they are
/// written, and what is flushed reaches the client. Content over 256 KiB is compressed while it is
/// sent, and counts as a stream for [Request#respond(Response)]. At most 512 answers of a server
/// are compressed while they are sent; any more go as they are. A request for a range is answered
/// without coding.
///
/// A client that forbids the content as it is (`identity;q=0`) gets a coding it accepts, whatever
/// the type or size, and where there is none, 406 to a GET or HEAD.
///
/// @param minimumSize bytes below which content goes as it is, 1024: it would not save a packet
/// @param level from 1, quick, to 9, small: 5. What a level means to a coding is up to it; all take
///   the middle for a fair price
/// @param types media types without parameters: `text/html`, `text/*`, `*+json` for all types with
///   that suffix, or `*/*`. By default text and what is written like it: JSON, XML, SVG,
///   JavaScript, WebAssembly, fonts and images that are not compressed by themselves
/// @param codings which there are, the best first: of those a client likes equally the first is
///   taken. By default [ContentCoding#installed()]
public record Compression(
    int minimumSize, int level, List<String> types, List<ContentCoding> codings) {
  private static final List<String> TYPES =
      List.of(
          "text/*",
          "*+json",
          "*+text",
          "*+xml",
          "*+yaml",
          "application/javascript",
          "application/json",
          "application/sql",
          "application/toml",
          "application/vnd.ms-fontobject",
          "application/wasm",
          "application/x-javascript",
          "application/x-ndjson",
          "application/xml",
          "application/yaml",
          "font/otf",
          "font/ttf",
          "image/bmp",
          "image/vnd.microsoft.icon",
          "image/x-icon");

  /// What becomes of one answer: see [Response#withCompression(Use)].
  public enum Use {
    /// What the server is told to do with answers of that kind.
    AS_CONFIGURED,

    /// Compressed where the client accepts it, whatever its type and size, and also by a server
    /// that compresses nothing else (which then does it by the defaults).
    ALWAYS,

    /// Sent as it is.
    NEVER
  }

  /// @throws IllegalArgumentException for a negative size, a level that is not from 1 to 9, a type
  ///   that is not written as above, or two codings of one name
  public Compression {
    if (minimumSize < 0) {
      throw new IllegalArgumentException("a size cannot be " + minimumSize);
    }
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("a level is from 1 to 9, not " + level);
    }
    types = List.copyOf(types);
    types.forEach(TypePatterns::check);
    codings = List.copyOf(codings);
    List<String> names = codings.stream().map(ContentCoding::name).distinct().toList();
    if (names.size() < codings.size()) {
      throw new IllegalArgumentException("a coding is there twice: " + codings);
    }
  }

  /// As documented above.
  public static Compression defaults() {
    return new Compression(1024, 5, TYPES, ContentCoding.installed());
  }

  /// With another bound for what is too small.
  public Compression withMinimumSize(int bytes) {
    return new Compression(bytes, level, types, codings);
  }

  /// With another level.
  public Compression withLevel(int level) {
    return new Compression(minimumSize, level, types, codings);
  }

  /// With other types.
  public Compression withTypes(List<String> types) {
    return new Compression(minimumSize, level, types, codings);
  }

  /// With one more type.
  public Compression withType(String type) {
    var more = new ArrayList<>(types);
    more.add(type);
    return withTypes(more);
  }

  /// With other codings, or another order.
  public Compression withCodings(List<ContentCoding> codings) {
    return new Compression(minimumSize, level, types, codings);
  }
}
