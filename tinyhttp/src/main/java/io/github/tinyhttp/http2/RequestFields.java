package io.github.tinyhttp.http2;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.Host;
import io.github.tinyhttp.syntax.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Understands the fields of one header section after the other, RFC 9113 §8.3: collects them, and
/// keeps the first rule that they break. For the driver; one for each connection.
final class RequestFields implements Consumer<HeaderField> {
  private static final int LONGEST_METHOD = 64;
  private static final int FIRST = 16;

  /// Where the fields begin, behind `host` and its value.
  private static final int BEHIND_HOST = 2;

  private final Limits limits;
  private final FieldListSize size;

  /// Names and values in turn, behind the places of `host` and its value.
  private String[] pairs = new String[2 * FIRST];

  private int count;

  /// How many bytes the header block had.
  private int blockSize;

  private boolean regular;
  private @Nullable Rule broken;

  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String path;
  private @Nullable String authority;
  private @Nullable String protocol;
  private @Nullable String host;
  private boolean wellFormedPath;
  private boolean wellFormedAuthority;
  private boolean wellFormedHost;

  /// The crumbs of `cookie`, and the values of `priority`, joined; null if there are none.
  private @Nullable CharSequence cookie;

  private @Nullable CharSequence priority;
  private long length;
  private boolean continues;

  RequestFields(Limits limits) {
    this.limits = limits;
    this.size = new FieldListSize(limits);
  }

  /// Begins a section.
  ///
  /// @param bytes the size of its header block
  void clear(int bytes) {
    blockSize = bytes;
    count = BEHIND_HOST;
    size.clear();
    regular = false;
    broken = null;
    method = null;
    scheme = null;
    path = null;
    authority = null;
    protocol = null;
    host = null;
    cookie = null;
    length = -1;
    continues = false;
    priority = null;
  }

  /// Frees what was collected: an idle connection keeps none of it.
  void release() {
    cookie = null;
    priority = null;
    if (pairs.length > 2 * FIRST) {
      pairs = new String[2 * FIRST];
    } else {
      Arrays.fill(pairs, 0, count, null);
    }
  }

  private void breaks(Rule rule) {
    if (broken == null) {
      broken = rule;
    }
  }

  // ---- collecting

  @Override
  public void accept(HeaderField field) {
    if (size.isExceededBy(field)) {
      breaks(Rule.HEAD_TOO_LARGE);
      return; // what is too much is decoded, and not kept
    }
    String value = field.value();
    switch (field.kind()) {
      case METHOD -> method = pseudo(method, value);
      case SCHEME -> scheme = pseudo(scheme, value);
      case AUTHORITY -> {
        authority = pseudo(authority, value);
        wellFormedAuthority = field.wellFormed();
      }
      case PATH -> {
        path = pseudo(path, value);
        wellFormedPath = field.wellFormed();
      }
      case PROTOCOL -> protocol = pseudo(protocol, value);
      case UNKNOWN_PSEUDO -> breaks(Rule.PSEUDO_UNKNOWN);
      case CONNECTION_SPECIFIC -> breaks(Rule.CONNECTION_FIELD);
      case BAD_NAME -> breaks(Rule.FIELD_NAME);
      case BAD_VALUE -> breaks(Rule.FIELD_VALUE);
      default -> keep(field);
    }
  }

  private String pseudo(@Nullable String before, String value) {
    if (before != null) {
      breaks(Rule.PSEUDO_TWICE);
    }
    if (regular) {
      breaks(Rule.PSEUDO_LATE);
    }
    return value;
  }

  private void keep(HeaderField field) {
    regular = true;
    String value = field.value();
    switch (field.kind()) {
      case HOST -> {
        if (host != null) {
          breaks(Rule.HOST);
        }
        host = value;
        wellFormedHost = field.wellFormed();
        return; // it comes first in the list
      }
      case COOKIE -> {
        cookie = joined(cookie, "; ", value); // §8.2.3
        return;
      }
      case CONTENT_LENGTH -> takeLength(value);
      case EXPECT -> takeExpectations(value);
      case TE -> {
        if (!value.equalsIgnoreCase("trailers")) {
          breaks(Rule.TE);
        }
      }
      case PRIORITY -> priority = joined(priority, ", ", value);
      default -> {}
    }
    add(field.name(), value);
  }

  /// However many parts a client makes of a value, each of them is copied once; a single one, as is
  /// usual, is not.
  private static CharSequence joined(
      @Nullable CharSequence before, String separator, String value) {
    if (before == null) {
      return value;
    }
    StringBuilder all =
        before instanceof StringBuilder builder ? builder : new StringBuilder(before);
    return all.append(separator).append(value);
  }

  private void add(String name, String value) {
    if (count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * count);
    }
    pairs[count++] = name;
    pairs[count++] = value;
  }

  private void takeExpectations(String value) {
    List<String> expectations = new ArrayList<>(1);
    Ascii.splitList(value, expectations);
    for (String expectation : expectations) {
      if (!expectation.equalsIgnoreCase("100-continue")) {
        breaks(Rule.EXPECTATION);
      }
      continues = true;
    }
  }

  private void takeLength(String digits) {
    // 18 digits cannot overflow, and no body is longer
    boolean number = !digits.isEmpty() && digits.length() <= 18;
    long value = 0;
    for (int i = 0; number && i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      number = digit >= 0 && digit <= 9;
      value = 10 * value + digit;
    }
    if (!number || length >= 0) { // a second one is refused even if equal, as in HTTP/1.1
      breaks(Rule.CONTENT_LENGTH);
    } else {
      length = value;
    }
  }

  // ---- what they mean

  /// The rule that the section breaks; null if it breaks none. After [#head(boolean)].
  @Nullable Rule broken() {
    return broken;
  }

  /// The method, as far as it decides whether a response has content.
  HttpMethod methodOrGet() {
    return "HEAD".equals(method) ? HttpMethod.HEAD : HttpMethod.GET;
  }

  /// The head of a request. Means something only if no rule is broken.
  ///
  /// @param ended whether no body follows
  Http2Head head(boolean ended) {
    if (ended) {
      if (length > 0) {
        breaks(Rule.CONTENT_LENGTH);
      }
      length = 0;
    }
    checkMethod();
    if (protocol != null) {
      checkTunnel(protocol);
    }
    if ("CONNECT".equals(method) && protocol == null) {
      checkConnect();
    } else {
      checkTarget();
    }
    if (broken != null || method == null) {
      return Http2Head.unreadable(methodOrGet());
    }
    return made(protocol == null ? method : HttpMethod.GET.name());
  }

  private Http2Head made(String name) {
    String origin = origin();
    String target = path == null ? origin : path;
    int query = path == null ? -1 : target.indexOf('?');
    if (query >= 0) {
      byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
      String legal = PercentCoding.encodeQuery(bytes, query + 1, bytes.length);
      target = target.substring(0, query + 1) + legal;
    }
    if (cookie != null) {
      add("cookie", cookie.toString());
    }
    pairs[0] = "host";
    pairs[1] = origin;
    return new Http2Head(
        HttpMethod.of(name),
        target,
        query < 0 ? target.length() : query,
        origin,
        length,
        continues,
        protocol == null ? "" : protocol,
        priority == null ? "" : priority.toString(),
        blockSize,
        Arrays.copyOf(pairs, count));
  }

  private String origin() {
    return authority != null ? authority : host != null ? host : "";
  }

  private void checkMethod() {
    if (method == null) {
      breaks(Rule.PSEUDO_MISSING);
    } else if (method.length() > LONGEST_METHOD) {
      breaks(Rule.METHOD_TOO_LONG);
    } else if (!Ascii.isToken(method)) {
      breaks(Rule.METHOD);
    }
  }

  private void checkConnect() {
    if (scheme != null || path != null || authority == null) {
      breaks(Rule.CONNECT);
      return;
    }
    byte[] bytes = authority.getBytes(StandardCharsets.ISO_8859_1);
    if (!wellFormedAuthority
        || Host.portOf(bytes, 0, bytes.length).chars().allMatch(digit -> digit == '0')) {
      breaks(Rule.CONNECT);
    }
    checkHost();
  }

  /// Extended CONNECT names a protocol, which may have a version, and all that a URI has (RFC 8441
  /// §4). It has no content (RFC 9110 §9.3.6): DATA are of that protocol.
  private void checkTunnel(String name) {
    int slash = name.indexOf('/');
    boolean named =
        slash < 0
            ? Ascii.isToken(name)
            : Ascii.isToken(name.substring(0, slash)) && Ascii.isToken(name.substring(slash + 1));
    if (!"CONNECT".equals(method)
        || !named
        || scheme == null
        || path == null
        || authority == null) {
      breaks(Rule.PROTOCOL);
    }
    if (length > 0) {
      breaks(Rule.CONTENT_LENGTH);
    }
    length = 0;
  }

  private void checkTarget() {
    if (scheme == null || path == null) {
      breaks(Rule.PSEUDO_MISSING);
      return;
    }
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      breaks(Rule.SCHEME);
    }
    if (path.length() > limits.requestLine()) {
      breaks(Rule.PATH_TOO_LONG);
    } else if (!wellFormedPath && !("OPTIONS".equals(method) && path.equals("*"))) {
      breaks(Rule.PATH);
    }
    if (origin().isEmpty() || (authority != null ? !wellFormedAuthority : !wellFormedHost)) {
      breaks(Rule.AUTHORITY);
    }
    checkHost();
  }

  private void checkHost() {
    if (host != null && authority != null && !host.equalsIgnoreCase(authority)) {
      breaks(Rule.HOST);
    }
  }
}
