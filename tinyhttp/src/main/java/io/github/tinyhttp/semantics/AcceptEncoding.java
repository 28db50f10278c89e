package io.github.tinyhttp.semantics;

import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.syntax.ValueReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The content codings that a client accepts, RFC 9110 §12.5.3. Read in one pass over the field.
/// Malformed elements do not count; of a coding that is listed twice the first element counts.
public final class AcceptEncoding {
  /// The registry has a dozen codings.
  private static final int MOST = 32;

  private static final int ONE = 1000;
  private static final String IDENTITY = "identity";
  private static final String ANY = "*";

  /// Qualities in thousandths, by name.
  private final Map<String, Integer> qualities = new HashMap<>();

  private AcceptEncoding() {}

  /// @param lines the values of all lines of the field. No line and an empty one both mean: no
  ///   coding. (By the standard a client that sends no such field accepts any coding, but a client
  ///   that does not ask for one may not understand it.)
  public static AcceptEncoding of(List<String> lines) {
    var accepted = new AcceptEncoding();
    for (String line : lines) {
      var reader = new ValueReader(line);
      do {
        accepted.readElement(reader);
        reader.passTo(',');
      } while (reader.accept(','));
    }
    return accepted;
  }

  private void readElement(ValueReader reader) {
    reader.skipOws();
    String name = reader.token();
    reader.skipOws();
    int quality = ONE;
    if (!name.isEmpty() && reader.accept(';')) {
      reader.skipOws();
      boolean weight = reader.token().equalsIgnoreCase("q") && reader.accept('=');
      Optional<Integer> read = weight ? quality(reader.token()) : Optional.empty();
      if (read.isEmpty()) {
        return;
      }
      quality = read.get();
      reader.skipOws();
    }
    boolean whole = reader.isAtEnd() || reader.isAt(',');
    if (whole && !name.isEmpty() && qualities.size() < MOST) {
      qualities.putIfAbsent(Codings.canonical(name), quality);
    }
  }

  /// A qvalue in thousandths, §12.4.2.
  private static Optional<Integer> quality(String text) {
    boolean shape =
        !text.isEmpty() && text.length() <= 5 && (text.length() == 1 || text.charAt(1) == '.');
    if (!shape) {
      return Optional.empty();
    }
    int value = 0;
    for (int i = 0; i < 5; i++) {
      if (i == 1) {
        continue;
      }
      int digit = i < text.length() ? text.charAt(i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      value = 10 * value + digit;
    }
    return value > ONE ? Optional.empty() : Optional.of(value);
  }

  /// The coding the client likes best, of several the first; empty if it accepts none, or likes the
  /// content better as it is.
  Optional<ContentCoding> best(List<ContentCoding> offered) {
    Optional<String> best = bestOf(offered.stream().map(ContentCoding::name).toList());
    return offered.stream()
        .filter(coding -> best.filter(coding.name()::equals).isPresent())
        .findFirst();
  }

  /// As [#best(List)], for names of codings.
  public Optional<String> bestOf(List<String> offered) {
    int asIs = qualities.getOrDefault(IDENTITY, qualities.getOrDefault(ANY, 0));
    int most = Math.max(asIs - 1, 0); // a coding wins over nothing
    Optional<String> best = Optional.empty();
    for (String coding : offered) {
      int quality = qualities.getOrDefault(coding, qualities.getOrDefault(ANY, 0));
      if (quality > most) {
        most = quality;
        best = Optional.of(coding);
      }
    }
    return best;
  }

  /// Whether the content may go as it is.
  boolean takesIdentity() {
    return qualities.getOrDefault(IDENTITY, qualities.getOrDefault(ANY, ONE)) > 0;
  }
}
