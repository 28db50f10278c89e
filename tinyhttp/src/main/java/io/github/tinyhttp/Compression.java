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
/// content, that the application has set. It then gets `Vary: Accept-Encoding`, also where it goes
/// as it is, and in coded form its `ETag` becomes a weak one. Streams are compressed as they are
/// written, and what is flushed reaches the client. Content over 256 KiB is compressed while it is
/// sent, and counts as a stream for [Request#respond(Response)]. At most 512 responses of a server
/// are compressed while they are sent; any more go as they are. A request for a range gets a
/// response without coding.
///
/// A client that forbids the content as it is (`identity;q=0`) gets a coding it accepts, whatever
/// the type or size; where there is none, a GET or HEAD gets 406.
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
    /// What the server is told to do with responses of that kind.
    AS_CONFIGURED,

    /// Compressed where the client accepts it, whatever its type and size, and also by a server
    /// that compresses nothing else (which then does it by the defaults).
    ALWAYS,

    /// Sent as it is.
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

  /// The size in bytes below which content goes as it is, 1024 by default: to compress it would not
  /// save a packet.
  public int minimumSize() {
    return values.minimumSize;
  }

  /// How hard a coding tries, from 1 (quick) to 9 (small), 5 by default. Each coding decides what a
  /// level means to it; all take the middle for a fair price.
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

  /// The codings, the best first: of those that a client likes equally the first is taken. By
  /// default [ContentCoding#installed()].
  public List<ContentCoding> codings() {
    return values.codings;
  }

  /// This with another bound for what is too small.
  ///
  /// @throws IllegalArgumentException if it is negative
  public Compression withMinimumSize(int bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "Compression.minimumSize must not be negative, but is " + bytes);
    }
    return with(next -> next.minimumSize = bytes);
  }

  /// This with another level.
  ///
  /// @throws IllegalArgumentException if it is not from 1 to 9
  public Compression withLevel(int level) {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("Compression.level must be from 1 to 9, not " + level);
    }
    return with(next -> next.level = level);
  }

  /// This with other types.
  ///
  /// @throws IllegalArgumentException for one that is not written as [#types()] says
  public Compression withTypes(List<String> types) {
    List<String> copy = List.copyOf(types);
    copy.forEach(TypePatterns::check);
    return with(next -> next.types = copy);
  }

  /// This with one more type.
  ///
  /// @throws IllegalArgumentException if it is not written as [#types()] says
  public Compression withType(String type) {
    var more = new ArrayList<>(types());
    more.add(type);
    return withTypes(more);
  }

  /// This with other codings, or another order.
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
