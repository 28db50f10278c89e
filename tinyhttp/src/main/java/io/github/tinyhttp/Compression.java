package io.github.tinyhttp;

import io.github.tinyhttp.syntax.TypePatterns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Which responses are sent in coded form to clients that accept it (`Accept-Encoding`, RFC 9110
/// §12.5.3), and how. A server compresses nothing unless it is told to:
///
/// ```java
/// Server.builder().bind(8000).compression(Compression.defaults()).handler(handler).start();
/// ```
///
/// **What it may give away.** How well content compresses depends on what is in it. When a response
/// has a secret, such as a token against forged forms, and beside it something that an attacker has
/// a say in, such as a search term, then the length of the response tells how much they have in
/// common, even through TLS: the attack is called BREACH, and no setting prevents it. That is why
/// this is not on by default. Responses of that kind take [Use#NEVER].
///
/// A response is compressed if its `Content-Type` is among [#types()], it is not known to be
/// smaller than [#minimumSize()], and neither its status nor one of its fields forbids it: a
/// `Content-Encoding`, `Content-Range` or `Cache-Control: no-transform`, or a digest of the
/// content, that the application has set. It then gets `Vary: Accept-Encoding`, compressed or not,
/// and its `ETag` becomes a weak one if it is compressed. Streams are compressed as they are
/// written, and what is flushed reaches the client. Content over 256 KiB is compressed while it is
/// sent, and counts as a stream for [Request#respond(Response)]. At most 512 responses of a server
/// are compressed while they are sent; further ones are sent uncompressed, and so are responses to
/// a request for a range.
///
/// A client that forbids uncompressed content (`identity;q=0`) gets a coding it accepts, whatever
/// the type or size. If the server has no such coding, a GET or HEAD gets 406.
///
/// Immutable; the `with…` methods return another value.
@CheckReturnValue
public final class Compression {
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

  /// What becomes of one response: see [Response#withCompression(Use)].
  public enum Use {
    /// The options of the server decide.
    AS_CONFIGURED,

    /// The response is compressed if the client accepts it, whatever its type and size. A server
    /// that compresses nothing else then uses [Compression#defaults()].
    ALWAYS,

    /// The response is sent uncompressed.
    NEVER
  }

  private final Values values;

  private Compression(Values values) {
    this.values = values;
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private int minimumSize = 1024;
    private int level = 5;
    private List<String> types = TYPES;
    private List<ContentCoding> codings = ContentCoding.installed();

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("minimumSize", minimumSize);
      all.put("level", level);
      all.put("types", types);
      all.put("codings", codings);
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static Compression defaults() {
    return new Compression(new Values());
  }

  /// The size in bytes below which content is sent uncompressed, 1024 by default: compressing it
  /// would not save a packet.
  public int minimumSize() {
    return values.minimumSize;
  }

  /// How hard a coding tries, from 1 (quick) to 9 (small), 5 by default. Each coding decides what a
  /// level means.
  public int level() {
    return values.level;
  }

  /// The media types of content that is compressed, without parameters: `text/html`, `text/*`,
  /// `*+json` for all types with that suffix, or `*/*`. By default text and what is written like
  /// it: JSON, XML, SVG, JavaScript, WebAssembly, fonts and images that are not compressed by
  /// themselves.
  public List<String> types() {
    return values.types;
  }

  /// The codings, [ContentCoding#installed()] by default. The server takes the first of those that
  /// a client prefers equally.
  public List<ContentCoding> codings() {
    return values.codings;
  }

  /// These options with another minimum size.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Compression withMinimumSize(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "Compression.minimumSize must not be negative, but is " + bytes);
    }
    return with(next -> next.minimumSize = bytes);
  }

  /// These options with another level.
  ///
  /// @throws IllegalArgumentException if it is not from 1 to 9
  public Compression withLevel(int level) {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("Compression.level must be from 1 to 9, not " + level);
    }
    return with(next -> next.level = level);
  }

  /// These options with other types.
  ///
  /// @throws IllegalArgumentException for one that is not written as [#types()] says
  public Compression withTypes(List<String> types) {
    List<String> copy = List.copyOf(types);
    copy.forEach(TypePatterns::check);
    return with(next -> next.types = copy);
  }

  /// These options with one more type.
  ///
  /// @throws IllegalArgumentException if it is not written as [#types()] says
  public Compression withType(String type) {
    var more = new ArrayList<>(types());
    more.add(type);
    return withTypes(more);
  }

  /// These options with other codings, or another order of them.
  ///
  /// @throws IllegalArgumentException if two have the same name
  public Compression withCodings(List<ContentCoding> codings) {
    List<ContentCoding> copy = List.copyOf(codings);
    if (copy.stream().map(ContentCoding::name).distinct().count() < copy.size()) {
      throw new IllegalArgumentException("Compression.codings has a coding twice: " + copy);
    }
    return with(next -> next.codings = copy);
  }

  private Compression with(Consumer<Values> change) {
    return new Compression(values.changed(change));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Compression that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Compression" + values;
  }
}
