package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.syntax.HttpDate;
import io.github.tinyhttp.syntax.StrictText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/// The fields of a header or trailer section, RFC 9110 §5 and §6.5: immutable, in order, with the
/// case and the duplicates they came with. Names are looked up without regard to case. The `with…`
/// methods return other fields, and leave these as they are.
///
/// A value is text of visible ASCII, spaces, tabs and obs-text. Bytes from 0x80 on are kept as the
/// ISO 8859-1 characters of the same number; [#utf8(String)] reads them as UTF-8.
@CheckReturnValue
public final class Headers implements Iterable<Headers.Field> {
  private static final Headers EMPTY = new Headers(new String[0]);
  private static final List<String> HOP_BY_HOP =
      List.of("Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade");

  /// The lines in order, as a name, its value, the next name, its value, and so on.
  private final String[] pairs;

  private Headers(String[] pairs) {
    this.pairs = pairs;
  }

  /// One field line.
  ///
  /// @param name a token (RFC 9110 §5.6.2)
  /// @param value without white space around it
  public record Field(String name, String value) {
    /// `name: value`, as on the wire.
    @Override
    public String toString() {
      return name + ": " + value;
    }
  }

  /// No fields at all.
  public static Headers empty() {
    return EMPTY;
  }

  /// Fields from names and values in turn: `Headers.of("Accept", "text/html", "DNT", "1")`.
  ///
  /// @throws IllegalArgumentException for an odd count, a name that is no token, or a value with a
  ///   control character (CR, LF and NUL among them), with a character over U+00FF, or with white
  ///   space around it
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a name without a value: " + namesAndValues.length + " strings");
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      check(namesAndValues[i], namesAndValues[i + 1]);
    }
    return namesAndValues.length == 0 ? EMPTY : new Headers(namesAndValues.clone());
  }

  /// How many field lines there are.
  public int size() {
    return pairs.length / 2;
  }

  /// Whether there is no field line.
  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /// The value of the first line of that name.
  public Optional<String> first(String name) {
    int i = indexOf(name, 0);
    return i < 0 ? Optional.empty() : Optional.of(pairs[i + 1]);
  }

  /// As [#first(String)], its bytes read as UTF-8 where they are UTF-8; where not, as they are.
  public Optional<String> utf8(String name) {
    return first(name).map(StrictText::utf8OrLatin1);
  }

  /// The values of all lines of that name, in order; empty where there is none.
  public List<String> all(String name) {
    var values = new ArrayList<String>();
    for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
      values.add(pairs[i + 1]);
    }
    return List.copyOf(values);
  }

  /// The elements of a list-valued field over all its lines, RFC 9110 §5.6.1: split at commas
  /// outside of quoted strings, without the white space around them and without empty elements.
  public List<String> elements(String name) {
    var elements = new ArrayList<String>();
    for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
      Ascii.splitList(pairs[i + 1], elements);
    }
    return List.copyOf(elements);
  }

  /// All lines of that name as one value, joined with a comma and a space as RFC 9110 §5.3 says.
  /// Not for `Set-Cookie`, whose lines cannot be joined: see [#all(String)].
  public Optional<String> combined(String name) {
    if (!contains(name)) {
      return Optional.empty();
    }
    return Optional.of(String.join(", ", all(name)));
  }

  /// The date in the first line of that name, in any of the three formats of RFC 9110 §5.6.7; empty
  /// if it is none, as the standard wants such a field to be ignored.
  public Optional<Instant> date(String name) {
    OptionalLong seconds = first(name).map(HttpDate::parse).orElse(OptionalLong.empty());
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }

  /// Whether there is a line of that name.
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /// These fields with one line of that name, in the place of the first there was, or at the end.
  ///
  /// @throws IllegalArgumentException as [#of(String...)]
  public Headers with(String name, String value) {
    check(name, value);
    int at = indexOf(name, 0);
    if (at < 0) {
      return appended(name, value);
    }
    String[] changed = withoutFrom(name, at + 2).pairs.clone();
    changed[at] = name;
    changed[at + 1] = value;
    return new Headers(changed);
  }

  /// These fields with one more line at the end.
  ///
  /// @throws IllegalArgumentException as [#of(String...)]
  public Headers withAdded(String name, String value) {
    check(name, value);
    return appended(name, value);
  }

  /// These fields without the lines of that name.
  public Headers without(String name) {
    return withoutFrom(name, 0);
  }

  private Headers appended(String name, String value) {
    String[] more = Arrays.copyOf(pairs, pairs.length + 2);
    more[pairs.length] = name;
    more[pairs.length + 1] = value;
    return new Headers(more);
  }

  /// Leaves out the lines of that name from an index on; `this` if there are none.
  private Headers withoutFrom(String name, int from) {
    return indexOf(name, from) < 0
        ? this
        : keeping(i -> i < from || !pairs[i].equalsIgnoreCase(name));
  }

  /// These fields without those that concern one connection only, RFC 9110 §7.6.1: what an
  /// intermediary passes on. Left out are `Connection`, the fields that it names, and those that
  /// are known to end here whether it names them or not: `Keep-Alive`, `Proxy-Connection`, `TE`,
  /// `Transfer-Encoding` and `Upgrade`. `Trailer` stays, since it speaks of the content (§6.6.2).
  public Headers endToEnd() {
    var hopByHop = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    hopByHop.addAll(HOP_BY_HOP);
    hopByHop.addAll(elements("Connection"));
    return keeping(i -> !hopByHop.contains(pairs[i]));
  }

  private Headers keeping(IntPredicate isKept) {
    var kept = new ArrayList<String>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (isKept.test(i)) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    return kept.size() == pairs.length ? this : new Headers(kept.toArray(String[]::new));
  }

  /// The names of the lines, in order: each once, spelled as it is first.
  public List<String> names() {
    var seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    var names = new ArrayList<String>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (seen.add(pairs[i])) {
        names.add(pairs[i]);
      }
    }
    return List.copyOf(names);
  }

  /// The name of line `index`, from 0.
  public String name(int index) {
    return pairs[2 * index];
  }

  /// The value of line `index`, from 0.
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  @Override
  public Iterator<Field> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < pairs.length;
      }

      @Override
      public Field next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        var field = new Field(pairs[next], pairs[next + 1]);
        next += 2;
        return field;
      }
    };
  }

  /// Whether both have the same lines in the same order; names without regard to case.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Headers that) || pairs.length != that.pairs.length) {
      return false;
    }
    for (int i = 0; i < pairs.length; i += 2) {
      if (!pairs[i].equalsIgnoreCase(that.pairs[i]) || !pairs[i + 1].equals(that.pairs[i + 1])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = pairs.length;
    for (int i = 1; i < pairs.length; i += 2) {
      hash = 31 * hash + pairs[i].hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    var text = new StringJoiner(", ", "[", "]");
    forEach(field -> text.add(field.toString()));
    return text.toString();
  }

  private int indexOf(String name, int from) {
    for (int i = from; i < pairs.length; i += 2) {
      if (pairs[i].equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  private static void check(String name, String value) {
    if (!Ascii.isToken(name)) {
      throw new IllegalArgumentException("not a field name: " + Ascii.printable(name));
    }
    if (!Ascii.isFieldValue(value)) {
      throw new IllegalArgumentException("not a value for " + name + ": " + Ascii.printable(value));
    }
  }
}
