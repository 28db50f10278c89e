package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Secrets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// A log of what goes over each connection, line by line, for people who debug a client or a
/// handler. A server writes none by default.
///
/// ```java
/// Server.builder().bind(8000).transcript(Transcript.to(System.err::println)).handler(handler).start();
/// ```
///
/// ```
/// conn=7 opened 127.0.0.1:51234 -> 127.0.0.1:8000
/// conn=7 req=1 << head POST /a HTTP/1.1 212B
/// conn=7 req=1 << content 4096B
/// conn=7 req=1 >> head 200 131B
/// conn=7 req=1 >> content 13B
/// ```
///
/// `<<` is what comes in, `>>` what goes out. Frames of HTTP/2 and of WebSockets and records of TLS
/// have lines too; `docs/transcript.md` has the grammar. A line is ASCII without control
/// characters, whatever a client sends: other bytes are escaped. Content is counted and not shown.
///
/// Lines are given to the consumer one after the other, by a thread that does nothing else, in an
/// order that is right within a connection. A consumer that is slow holds up no client: at most 4
/// MiB of lines wait for it, further ones are left out, and the line `dropped 57 lines` says how
/// many. The end of a server waits up to two seconds for the consumer. What it throws is logged
/// once.
///
/// Immutable; the `with…` methods return another value.
@CheckReturnValue
public final class Transcript {
  private final Values values;

  private Transcript(Values values) {
    this.values = values;
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private final Consumer<String> lines;
    private boolean fields;
    private boolean queryRedacted;
    private boolean bytes;
    private Set<String> redacted = Secrets.FIELDS;

    Values(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("lines", lines);
      all.put("fields", fields);
      all.put("queryRedacted", queryRedacted);
      all.put("bytes", bytes);
      all.put("redacted", redacted);
      return all;
    }
  }

  /// A transcript whose lines, without line ends, are given to `lines`.
  public static Transcript to(Consumer<String> lines) {
    return new Transcript(new Values(Objects.requireNonNull(lines, "lines")));
  }

  /// The consumer of the lines.
  public Consumer<String> lines() {
    return values.lines;
  }

  /// Whether each field of a head has a line: no by default.
  public boolean showsFields() {
    return values.fields;
  }

  /// Whether query strings are replaced by `[redacted]`: no by default.
  public boolean isQueryRedacted() {
    return values.queryRedacted;
  }

  /// Whether all bytes are shown: no by default.
  public boolean showsBytes() {
    return values.bytes;
  }

  /// Whether values of fields with this name, in any case, are replaced by `[redacted]`: those of
  /// `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie` are by default.
  public boolean isRedacted(String field) {
    return values.redacted.contains(field.toLowerCase(Locale.ROOT));
  }

  /// This transcript with a line for each field of a head, and of trailers.
  public Transcript withFields() {
    return with(next -> next.fields = true);
  }

  /// This transcript with further fields whose values are secret, such as `X-Api-Key`.
  public Transcript withRedacted(String... names) {
    return with(next -> next.redacted = Secrets.with(next.redacted, names));
  }

  /// This transcript with query strings replaced by `[redacted]`: those of request targets, and of
  /// the fields `Referer`, `Location` and `Content-Location`, with their fragments. They often
  /// carry tokens.
  public Transcript withRedactedQuery() {
    return with(next -> next.queryRedacted = true);
  }

  /// This transcript with all bytes, escaped: of heads and of content, passwords and keys of
  /// sessions included, and after TLS has decrypted them. Neither [#withRedacted(String...)] nor
  /// [#withRedactedQuery()] applies to them. This is for a machine on which there are no secrets.
  public Transcript unsafeWithBytes() {
    return with(next -> next.bytes = true);
  }

  private Transcript with(Consumer<Values> change) {
    return new Transcript(values.changed(change));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Transcript that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Transcript" + values;
  }
}
