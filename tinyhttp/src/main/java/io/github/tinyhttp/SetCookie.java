package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.HttpDate;
import io.github.tinyhttp.syntax.PercentCoding;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// A cookie for a browser to keep, RFC 6265 §4.1: [Response#withCookie(SetCookie)] sends it,
/// [Request#cookie(String)] finds it in what comes back. A value: the `with…` and `without…`
/// methods return another one.
///
/// By default it is sent back for every path of this host alone, never over a connection that is
/// not secure, is not shown to scripts, does not come with what other sites make the browser send
/// (but comes with their links), and ends with the browser's session: `Path=/; Secure; HttpOnly;
/// SameSite=Lax`. Browsers take a connection to `localhost` for a secure one; where HTTP without
/// TLS has to do, see [#withoutSecure()].
@CheckReturnValue
public final class SetCookie {
  /// What browsers keep of a name and a value.
  private static final int MOST = 4096;

  /// What browsers keep of another attribute.
  private static final int MOST_OF_ATTRIBUTE = 1024;

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?i)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*+");

  /// The longest age, since some programs count it with 32 bits.
  private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /// Which of the requests that other sites cause have the cookie.
  public enum SameSite {
    /// None of them, not even when a user follows a link from there.
    STRICT("Strict"),
    /// Links that a user follows, but nothing that is embedded there, and no form posted from
    /// there.
    LAX("Lax"),
    /// All of them. The cookie has to be secure, as it is by default.
    NONE("None");

    private final String value;

    SameSite(String value) {
      this.value = value;
    }
  }

  private final String name;
  private final String value;

  /// Attributes in the order they are written, with an empty string for those without a value.
  private final Map<String, String> attributes;

  private SetCookie(String name, String value, Map<String, String> attributes) {
    this.name = name;
    this.value = value;
    this.attributes = Collections.unmodifiableMap(attributes);
    checkPrefix();
    boolean needsSecure =
        attributes.containsKey("Partitioned") || "None".equals(attributes.get("SameSite"));
    if (needsSecure && !attributes.containsKey("Secure")) {
      throw new IllegalArgumentException(
          "no browser keeps an insecure cookie for other sites: " + name);
    }
  }

  /// A cookie with the attributes above.
  ///
  /// @param name a token. One that begins with `__Secure-` or `__Host-` makes browsers refuse the
  ///   cookie if it is insecure, or for the latter if it has a domain or another path than `/`; so
  ///   does this class
  /// @param value visible ASCII without space, quote, comma, semicolon and backslash; see
  ///   [#encoded(String, String)] for other text
  /// @throws IllegalArgumentException for anything else, or if both are longer than 4096 characters
  public static SetCookie of(String name, String value) {
    if (!Ascii.isToken(name)) {
      throw new IllegalArgumentException("not the name of a cookie: " + Ascii.printable(name));
    }
    if (!value.chars().allMatch(SetCookie::isOctet)) {
      // the value itself may be a secret
      throw new IllegalArgumentException(
          "the value of cookie " + name + " has to be encoded: SetCookie.encoded(name, text)");
    }
    if (name.length() + value.length() > MOST) {
      throw new IllegalArgumentException(
          "a browser keeps %d bytes of cookie %s, not %d"
              .formatted(MOST, name, name.length() + value.length()));
    }
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("Path", "/");
    attributes.put("Secure", "");
    attributes.put("HttpOnly", "");
    attributes.put("SameSite", SameSite.LAX.value);
    return new SetCookie(name, value, attributes);
  }

  /// A cookie with any text for a value, percent-encoded in UTF-8. [Request#decodedCookie(String)]
  /// gives the text, and so does `decodeURIComponent` of a script.
  ///
  /// @throws IllegalArgumentException as [#of(String, String)], of the encoded text
  public static SetCookie encoded(String name, String text) {
    return of(name, PercentCoding.encode(text, c -> isOctet(c) && c != '%'));
  }

  /// A cookie that makes the browser forget another one. It must have the same path and domain.
  ///
  /// @throws IllegalArgumentException as [#of(String, String)]
  public static SetCookie removal(String name) {
    return of(name, "").withExpires(FIRST);
  }

  private static boolean isOctet(int c) {
    return c > 0x20 && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
  }

  /// This cookie, which the browser keeps for `age`. Browsers shorten that to 400 days.
  ///
  /// @param age at least a second; parts of seconds do not count
  /// @throws IllegalArgumentException for less than a second, or more than 2³¹ - 1
  public SetCookie withMaxAge(Duration age) {
    if (age.compareTo(Duration.ofSeconds(1)) < 0 || age.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a cookie is kept from 1 to 2147483647 seconds, not " + age);
    }
    return with("Max-Age", Long.toString(age.toSeconds()));
  }

  /// This cookie, which the browser keeps until then. [#withMaxAge(Duration)] has precedence.
  ///
  /// @throws IllegalArgumentException for a time before 1970 or after 9999
  public SetCookie withExpires(Instant time) {
    if (time.isBefore(FIRST) || time.isAfter(LAST)) {
      throw new IllegalArgumentException("no date of a cookie: " + time);
    }
    return with("Expires", HttpDate.format(time.getEpochSecond()));
  }

  /// This cookie, which the browser also sends to the hosts below that domain. Without this it
  /// sends the cookie only to the host that has set it.
  ///
  /// @param domain of this host, such as `example.com`, in ASCII and without a dot before it
  /// @throws IllegalArgumentException if it is no domain name
  public SetCookie withDomain(String domain) {
    if (domain.length() > 253 || !DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException("not a domain: " + Ascii.printable(domain));
    }
    return with("Domain", domain);
  }

  /// This cookie, which the browser sends for that path and what is below it. That does not hide
  /// the cookie from other paths of the host.
  ///
  /// @param path begins with a slash; visible ASCII without semicolon
  /// @throws IllegalArgumentException for anything else, or more than 1024 characters
  public SetCookie withPath(String path) {
    boolean visible = path.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != ';');
    if (!visible || !path.startsWith("/") || path.length() > MOST_OF_ATTRIBUTE) {
      throw new IllegalArgumentException("not the path of a cookie: " + Ascii.printable(path));
    }
    return with("Path", path);
  }

  /// This cookie without a path: the browser sends it for the directory of the page that sets it,
  /// and what is below that.
  ///
  /// @throws IllegalArgumentException if the name forbids it
  public SetCookie withoutPath() {
    return without("Path");
  }

  /// This cookie with another rule for the requests that other sites cause.
  ///
  /// @throws IllegalArgumentException for [SameSite#NONE], if this is not secure
  public SetCookie withSameSite(SameSite sites) {
    return with("SameSite", sites.value);
  }

  /// This cookie without a rule for the requests that other sites cause: each browser has its own.
  public SetCookie withoutSameSite() {
    return without("SameSite");
  }

  /// This cookie, which the browser keeps apart for each site that embeds this one (`Partitioned`).
  ///
  /// @throws IllegalArgumentException if this is not secure
  public SetCookie withPartitioned() {
    return with("Partitioned", "");
  }

  /// This cookie, which the browser also sends over HTTP without TLS, where any host on the way can
  /// read and change it.
  ///
  /// @throws IllegalArgumentException if the name, [SameSite#NONE] or [#withPartitioned()] forbid
  ///   it
  public SetCookie withoutSecure() {
    return without("Secure");
  }

  /// This cookie, which scripts of the page can read, and so can an attacker's script in the page.
  public SetCookie withoutHttpOnly() {
    return without("HttpOnly");
  }

  /// The name.
  public String name() {
    return name;
  }

  /// The value.
  public String value() {
    return value;
  }

  /// These fields with a line for this cookie, in place of lines for its name.
  Headers in(Headers fields) {
    Headers others = fields.without("Set-Cookie");
    for (String line : fields.all("Set-Cookie")) {
      if (!line.startsWith(name + "=")) {
        others = others.withAdded("Set-Cookie", line);
      }
    }
    return others.withAdded("Set-Cookie", toString());
  }

  private SetCookie with(String attribute, String text) {
    var more = new LinkedHashMap<>(attributes);
    more.put(attribute, text);
    return new SetCookie(name, value, more);
  }

  private SetCookie without(String attribute) {
    var fewer = new LinkedHashMap<>(attributes);
    fewer.remove(attribute);
    return new SetCookie(name, value, fewer);
  }

  private void checkPrefix() {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean host = lower.startsWith("__host-");
    if ((host || lower.startsWith("__secure-")) && !attributes.containsKey("Secure")) {
      throw new IllegalArgumentException("a cookie of that name has to be secure: " + name);
    }
    if (host && (attributes.containsKey("Domain") || !"/".equals(attributes.get("Path")))) {
      throw new IllegalArgumentException(
          "a cookie of that name has no domain and the path /: " + name);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SetCookie that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /// The value of the field `Set-Cookie`.
  @Override
  public String toString() {
    var text = new StringBuilder(name).append('=').append(value);
    attributes.forEach(
        (attribute, content) -> {
          text.append("; ").append(attribute);
          if (!content.isEmpty()) {
            text.append('=').append(content);
          }
        });
    return text.toString();
  }
}
