package io.github.tinyhttp;

import io.github.tinyhttp.syntax.Ascii;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// Finds the content codings of [ContentCoding#installed()]: the library's own, and those of
/// providers. The search happens once, when the first thread needs a coding.
final class InstalledCodings {
  private static final Logger LOG = System.getLogger("io.github.tinyhttp");

  /// Names in the order of preference; codings of other names follow.
  private static final List<String> ORDER = List.of("zstd", "br", "gzip", "deflate");

  /// All codings, the best first.
  static final List<ContentCoding> ALL = find();

  private InstalledCodings() {}

  private static List<ContentCoding> find() {
    var found = new ArrayList<ContentCoding>();
    try {
      var loader = ServiceLoader.load(ContentCoding.class, ContentCoding.class.getClassLoader());
      loader.stream().forEach(provider -> load(provider, found));
    } catch (ServiceConfigurationError | LinkageError e) {
      LOG.log(Level.WARNING, "cannot look for more content codings", e);
    }
    for (ContentCoding own : FlateCoding.ALL) {
      if (found.stream().noneMatch(one -> one.name().equals(own.name()))) {
        found.add(own);
      }
    }
    found.sort(Comparator.comparingInt(InstalledCodings::rank));
    return List.copyOf(found);
  }

  private static void load(
      ServiceLoader.Provider<ContentCoding> provider, List<ContentCoding> found) {
    try {
      ContentCoding coding = provider.get();
      if (Ascii.isToken(coding.name())) {
        found.add(coding);
      }
    } catch (ServiceConfigurationError | LinkageError e) { // its native library is missing, say
      LOG.log(Level.WARNING, "a content coding cannot be used: " + provider.type(), e);
    }
  }

  private static int rank(ContentCoding coding) {
    int at = ORDER.indexOf(coding.name());
    return at < 0 ? ORDER.size() : at;
  }
}
