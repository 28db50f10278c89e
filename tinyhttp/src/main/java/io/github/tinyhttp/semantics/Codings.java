package io.github.tinyhttp.semantics;

import io.github.tinyhttp.ContentCoding;
import io.github.tinyhttp.syntax.Ascii;
import io.github.tinyhttp.wire.Log;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The content codings there are. They are looked for once, when somebody first asks.
public final class Codings {
  /// Names in the order a server likes them; others follow.
  private static final List<String> ORDER = List.of("zstd", "br", "gzip", "deflate");

  private static final class Holder {
    private static final List<ContentCoding> INSTALLED = find();
  }

  private Codings() {}

  /// All of them, in the order of preference.
  public static List<ContentCoding> installed() {
    return Holder.INSTALLED;
  }

  /// The one of that name, or of a name that means the same.
  static Optional<ContentCoding> named(String name) {
    String plain = canonical(name);
    return installed().stream().filter(one -> one.name().equals(plain)).findFirst();
  }

  /// The name in lower case, and without the `x-` of old: RFC 9110 §8.4.1.1 and §8.4.1.3.
  static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("x-gzip") || lower.equals("x-compress") ? lower.substring(2) : lower;
  }

  /// Their names as a list for `Accept-Encoding`.
  static String names() {
    return String.join(", ", installed().stream().map(ContentCoding::name).toList());
  }

  private static List<ContentCoding> find() {
    var found = new ArrayList<ContentCoding>();
    try {
      var loader = ServiceLoader.load(ContentCoding.class, ContentCoding.class.getClassLoader());
      loader.stream().forEach(provider -> load(provider, found));
    } catch (ServiceConfigurationError | LinkageError e) {
      Log.write(Level.WARNING, "cannot look for more content codings", e);
    }
    for (ContentCoding own : FlateCoding.ALL) {
      if (found.stream().noneMatch(one -> one.name().equals(own.name()))) {
        found.add(own);
      }
    }
    found.sort(Comparator.comparingInt(Codings::rank));
    return List.copyOf(found);
  }

  private static void load(
      ServiceLoader.Provider<ContentCoding> provider, List<ContentCoding> found) {
    try {
      ContentCoding coding = provider.get();
      if (Ascii.isToken(coding.name())) {
        found.add(coding);
      }
    } catch (ServiceConfigurationError | LinkageError e) { // what it is made of is not there
      Log.write(Level.WARNING, "a content coding cannot be used: " + provider.type(), e);
    }
  }

  private static int rank(ContentCoding coding) {
    int at = ORDER.indexOf(coding.name());
    return at < 0 ? ORDER.size() : at;
  }
}
