package io.github.tinyhttp;

import static java.util.Map.entry;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.LineTemplate;
import io.github.tinyhttp.syntax.LineTemplate.Argument;
import io.github.tinyhttp.syntax.Secrets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/// A log with a line for each request, written when its response is sent, cut, or switches to
/// another protocol; and one for each piece of input that was refused because it was no request.
/// Immutable.
///
/// ```java
/// Server.builder()
///     .bind(8000)
///     .accessLog(AccessLog.toFile(Path.of("access.log")).withDailyRotation())
///     .handler(handler)
///     .start();
/// ```
///
/// Lines are in the Combined format of Apache and nginx, as JSON ([#withJson()]), or as a template
/// says ([#withTemplate(String)]). Whatever a client sends is escaped, so that it can neither begin
/// a line nor reach a terminal: in JSON as JSON does it, elsewhere as `\xHH`. The values of
/// `Authorization`, `Proxy-Authorization`, `Cookie` and `Set-Cookie` are never written, and neither
/// are those of [#withRedacted(String...)].
///
/// No request waits for the log: a thread of its own writes it. While 10,000 lines wait for a slow
/// disk, further ones are dropped. The end of the server waits up to five seconds for the lines
/// that wait. What fails, such as a disk that is full, is told once in the server's own log, and is
/// tried again each second; lines are lost meanwhile. [ServerMetrics#logLinesLost()] counts all
/// that are.
///
/// A file is appended to, and opened anew before the next line if it was moved or deleted: that is
/// all that `logrotate` needs, which may compress the old file at once. [#withRotation(long)] and
/// [#withDailyRotation()] rotate without other programs.
@CheckReturnValue
public final class AccessLog {
  /// The placeholders of templates.
  private static final Map<String, Argument> PLACEHOLDERS =
      Map.ofEntries(
          entry("bytes", Argument.NONE),
          entry("cause", Argument.NONE),
          entry("client", Argument.NONE),
          entry("connection", Argument.NONE),
          entry("duration", Argument.OPTIONAL),
          entry("fault", Argument.NONE),
          entry("header", Argument.REQUIRED),
          entry("host", Argument.NONE),
          entry("method", Argument.NONE),
          entry("outcome", Argument.NONE),
          entry("path", Argument.NONE),
          entry("port", Argument.NONE),
          entry("protocol", Argument.NONE),
          entry("query", Argument.NONE),
          entry("received", Argument.NONE),
          entry("request", Argument.NONE),
          entry("requestLine", Argument.NONE),
          entry("response", Argument.REQUIRED),
          entry("rule", Argument.NONE),
          entry("status", Argument.NONE),
          entry("target", Argument.NONE),
          entry("thread", Argument.NONE),
          entry("time", Argument.OPTIONAL),
          entry("tls", Argument.NONE),
          entry("user", Argument.NONE),
          entry("version", Argument.NONE));

  private static final String COMBINED =
      "{client} - {user} [{time:dd/MMM/yyyy:HH:mm:ss Z}] \"{requestLine}\" {status} {bytes}"
          + " \"{header:Referer}\" \"{header:User-Agent}\"";

  /// A time whose fields have as many digits as they ever have.
  private static final ZonedDateTime LATEST =
      ZonedDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999, ZoneId.systemDefault());

  private final Values values;

  private AccessLog(Values values) {
    this.values = values;
  }

  private AccessLog with(Consumer<Values> change) {
    return new AccessLog(values.changed(change));
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private Optional<Path> file = Optional.empty();
    private Optional<Consumer<String>> lines = Optional.empty();
    private Optional<String> template = Optional.of(COMBINED);
    private Set<String> redacted = Secrets.FIELDS;
    private boolean queryRedacted;
    private OptionalLong rotation = OptionalLong.empty();
    private boolean daily;
    private int kept = 7;

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("file", file);
      all.put("lines", lines);
      all.put("template", template);
      all.put("redacted", redacted);
      all.put("queryRedacted", queryRedacted);
      all.put("rotation", rotation);
      all.put("daily", daily);
      all.put("kept", kept);
      return all;
    }
  }

  /// A log that is appended to a file, or written into a named pipe. Its directory has to exist.
  public static AccessLog toFile(Path file) {
    Objects.requireNonNull(file, "file");
    return new AccessLog(new Values()).with(next -> next.file = Optional.of(file));
  }

  /// A log whose lines, without line ends, are given to a function. One thread calls it, and it may
  /// wait.
  public static AccessLog to(Consumer<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return new AccessLog(new Values()).with(next -> next.lines = Optional.of(lines));
  }

  // ---- the format

  /// Writes the Combined format, which is the default: `client - user [time] "request line" status
  /// bytes "Referer" "User-Agent"`. The user is the one that the client gives for Basic
  /// authentication, whether the password was right or not. Bytes are those of the content.
  public AccessLog withCombined() {
    return with(next -> next.template = Optional.of(COMBINED));
  }

  /// Writes a JSON object for each line. Its members are named as the placeholders of
  /// [#withTemplate(String)]: `time` (ISO 8601, UTC, microseconds), `connection`, `request`,
  /// `client`, `user`, `method`, `target`, `version`, `host`, `status`, `bytes`, `received`,
  /// `duration` (seconds), `referer`, `userAgent`, `outcome`, `fault`, `rule`, `cause`, `tls`. A
  /// member without a value is missing.
  public AccessLog withJson() {
    return with(next -> next.template = Optional.empty());
  }

  /// Writes lines by a template such as `{client} {method} {path} {status} {duration:ms}`.
  ///
  /// - `{client}`, `{port}`: the address, as trusted [Proxies] tell it. `{user}`: as in the
  ///   Combined format
  /// - `{time}` when the request was received, in UTC; `{time:pattern}` in the zone of the system,
  ///   as [DateTimeFormatter] writes it
  /// - `{requestLine}`, `{method}`, `{target}`, `{path}`, `{query}`, `{version}`, `{host}`,
  ///   `{header:Name}`
  /// - `{status}`, `{bytes}` of content sent, `{received}` bytes of content, `{response:Name}` for
  ///   a field of the response
  /// - `{duration}` until the response was sent, in seconds; `{duration:ms}` and `{duration:us}`
  /// - `{outcome}`, `{fault}`, `{rule}`, `{cause}`, `{thread}`: as in [RequestEvent]
  /// - `{connection}`, `{request}`: their numbers. `{protocol}`, `{tls}`: what the connection
  ///   speaks
  ///
  /// `-` stands for a value that is missing, and `{{` for a brace.
  ///
  /// @throws IllegalArgumentException if the template is malformed, has a line end, or a
  ///   placeholder that is not known
  public AccessLog withTemplate(String template) {
    LineTemplate parsed = LineTemplate.parse(template);
    parsed.check(PLACEHOLDERS);
    for (LineTemplate.Part part : parsed.parts()) {
      if (part instanceof LineTemplate.Part.Placeholder(String name, String argument)) {
        check(name, argument);
      }
    }
    return with(next -> next.template = Optional.of(template));
  }

  private static void check(String name, String argument) {
    boolean wrong =
        switch (name) {
          case "time" -> !argument.isEmpty() && !isPattern(argument);
          case "duration" -> !Set.of("", "ms", "us").contains(argument);
          case "header", "response" -> !Ascii.isToken(argument);
          default -> false;
        };
    if (wrong) {
      throw new IllegalArgumentException("{" + name + "} does not know " + argument);
    }
  }

  /// Whether a time can be written so, which not every pattern allows that can be parsed.
  private static boolean isPattern(String time) {
    try {
      return !DateTimeFormatter.ofPattern(time).format(LATEST).isEmpty();
    } catch (DateTimeException | IllegalArgumentException _) {
      return false;
    }
  }

  // ---- secrets

  /// Writes `[redacted]` in the place of the values of these fields, in addition to those that were
  /// named before.
  public AccessLog withRedacted(String... fields) {
    return with(next -> next.redacted = Secrets.with(next.redacted, fields));
  }

  /// Writes `[redacted]` in the place of query strings and fragments, also in `Referer`, `Location`
  /// and `Content-Location`. They often carry tokens.
  public AccessLog withRedactedQuery() {
    return with(next -> next.queryRedacted = true);
  }

  // ---- rotation

  /// Begins a new file before one gets larger than this. The old ones get the names `NAME.1`,
  /// `NAME.2` and so on, the newest first. No two servers may write such a file.
  ///
  /// @param bytes at least 1,024
  /// @throws IllegalArgumentException if it is less, or the log goes to no file
  public AccessLog withRotation(long bytes) {
    checkFile();
    if (bytes < 1_024) {
      throw new IllegalArgumentException("rotation wants at least 1024 bytes, not " + bytes);
    }
    return with(next -> next.rotation = OptionalLong.of(bytes));
  }

  /// Begins a new file each day, by the clock and zone of the system. The old ones get names as
  /// [#withRotation(long)] gives them.
  ///
  /// @throws IllegalArgumentException if the log goes to no file
  public AccessLog withDailyRotation() {
    checkFile();
    return with(next -> next.daily = true);
  }

  /// Keeps so many old files of a rotation, 7 by default, and deletes older ones.
  ///
  /// @throws IllegalArgumentException unless it is 1 to 10,000
  public AccessLog withKept(int files) {
    if (files < 1 || files > 10_000) {
      throw new IllegalArgumentException("1 to 10000 files can be kept, not " + files);
    }
    return with(next -> next.kept = files);
  }

  private void checkFile() {
    if (values.file.isEmpty()) {
      throw new IllegalArgumentException("only a file is rotated");
    }
  }

  // ---- what is set

  /// The file; empty if lines go to a function.
  public Optional<Path> file() {
    return values.file;
  }

  /// The function that gets the lines; empty if they go to a file.
  public Optional<Consumer<String>> lines() {
    return values.lines;
  }

  /// What a line is made of; empty for JSON.
  public Optional<String> template() {
    return values.template;
  }

  /// The fields, in lower case, whose values are not written.
  public Set<String> redacted() {
    return values.redacted;
  }

  /// Whether query strings are not written.
  public boolean isQueryRedacted() {
    return values.queryRedacted;
  }

  /// The size at which a new file begins; empty if it does not matter.
  public OptionalLong rotation() {
    return values.rotation;
  }

  /// Whether a new file begins each day.
  public boolean isRotatedDaily() {
    return values.daily;
  }

  /// How many old files of a rotation are kept.
  public int kept() {
    return values.kept;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessLog that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /// Every option by its name.
  @Override
  public String toString() {
    return "AccessLog" + values;
  }
}
