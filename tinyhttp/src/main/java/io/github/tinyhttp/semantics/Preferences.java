package io.github.tinyhttp.semantics;

import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntBiFunction;
import java.util.regex.Pattern;

/// The offer of a server that a client likes best: content negotiation by `Accept` and
/// `Accept-Language`, RFC 9110 §12.4 and §12.5. Malformed ranges do not count, nor do any after the
/// first thousand.
public final class Preferences {
  private static final int MOST_RANGES = 1000;

  /// A language range, RFC 4647 §2.1.
  private static final Pattern RANGE = Pattern.compile("\\*|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*");

  /// Longer language ranges do not count.
  private static final int MOST_OF_A_RANGE = 100;

  /// The weight of a range that has none, in thousandths.
  private static final int FULL = 1000;

  /// No match at all; a better match is a higher number.
  private static final int NONE = 0;

  /// A range and its weight, in thousandths.
  private record Weighted<R>(R range, int weight) {}

  /// The place of an offer among what a client likes.
  ///
  /// @param index of the range that describes the offer
  private record Rank(int weight, int index) {}

  /// Which of two offers wins that have the same weight.
  private enum Tie {
    BY_OFFER,
    BY_RANGE
  }

  private Preferences() {}

  /// The best media type for a client, for [Request#accepts(String...)].
  public static Optional<String> mediaType(Request request, List<String> offers) {
    return mediaType(request.headers().elements("Accept"), offers);
  }

  /// The best language for a client, for [Request#language(String...)].
  public static Optional<String> language(Request request, List<String> offers) {
    return language(request.headers().elements("Accept-Language"), offers);
  }

  /// The best media type. Of types that are liked as well, the first one offered.
  ///
  /// @param accept the elements of `Accept`; with none everything is acceptable
  /// @param offers media types
  /// @return empty if none is acceptable
  /// @throws IllegalArgumentException if an offer is not a media type
  static Optional<String> mediaType(List<String> accept, List<String> offers) {
    var ranges = new ArrayList<Weighted<MediaType>>();
    for (String element : mostOf(accept)) {
      MediaType.parse(element)
          .ifPresent(range -> weight(element).ifPresent(w -> ranges.add(weighted(range, w))));
    }
    var types = new HashMap<String, MediaType>();
    offers.forEach(offer -> types.computeIfAbsent(offer, Preferences::type));
    return best(
        ranges,
        offers,
        (range, offer) -> fit(range, Objects.requireNonNull(types.get(offer))),
        Tie.BY_OFFER);
  }

  private static MediaType type(String offer) {
    return MediaType.parse(offer)
        .orElseThrow(() -> new IllegalArgumentException("not a media type: " + offer));
  }

  /// RFC 9110 §12.5.1: a parameter named q is the weight, wherever it stands.
  private static Weighted<MediaType> weighted(MediaType range, int weight) {
    var parameters = new LinkedHashMap<>(range.parameters());
    parameters.remove("q");
    return new Weighted<>(new MediaType(range.type(), range.subtype(), parameters), weight);
  }

  /// How closely a range describes a type: the most specific one that includes it counts.
  private static int fit(MediaType range, MediaType offer) {
    if (!range.includes(offer)) {
      return NONE;
    }
    if (range.type().equals("*")) {
      return 1;
    }
    return range.subtype().equals("*") ? 2 : 3 + range.parameters().size();
  }

  /// The best language: a tag that a range of the client's is a prefix of (RFC 4647 §3.3.1), or
  /// else one that is a prefix of a range (the lookup of §3.4): `de` for a client that asks for
  /// `de-CH`. Of languages that are liked as well, the one that the client names first.
  ///
  /// @param accept the elements of `Accept-Language`; with none every language will do
  /// @param offers language tags
  /// @return empty if none is acceptable
  static Optional<String> language(List<String> accept, List<String> offers) {
    var ranges = new ArrayList<Weighted<String>>();
    for (String element : mostOf(accept)) {
      String range = element.split("[; \t]", 2)[0];
      if (range.length() <= MOST_OF_A_RANGE && RANGE.matcher(range).matches()) {
        weight(element).ifPresent(w -> ranges.add(new Weighted<>(range, w)));
      }
    }
    return best(ranges, offers, Preferences::fit, Tie.BY_RANGE);
  }

  /// How closely a range describes a language.
  private static int fit(String range, String tag) {
    if (range.equals("*")) {
      return 1;
    }
    if (isPrefix(range, tag)) {
      return 1000 + range.length();
    }
    return isPrefix(tag, range) ? 1 + tag.length() : NONE;
  }

  private static boolean isPrefix(String prefix, String tag) {
    return tag.regionMatches(true, 0, prefix, 0, prefix.length())
        && (tag.length() == prefix.length() || tag.charAt(prefix.length()) == '-');
  }

  private static List<String> mostOf(List<String> elements) {
    return elements.subList(0, Math.min(elements.size(), MOST_RANGES));
  }

  /// The best offer: of the highest weight, which for each offer is that of the closest range.
  private static <R> Optional<String> best(
      List<Weighted<R>> ranges, List<String> offers, ToIntBiFunction<R, String> fit, Tie tie) {
    if (ranges.isEmpty()) {
      return offers.stream().findFirst();
    }
    Optional<String> best = Optional.empty();
    var bestRank = new Rank(0, 0);
    for (String offer : offers) {
      Rank rank = rankOf(offer, ranges, fit);
      if (rank.weight() > bestRank.weight()
          || tie == Tie.BY_RANGE
              && rank.weight() == bestRank.weight()
              && rank.index() < bestRank.index()) {
        best = Optional.of(offer);
        bestRank = rank;
      }
    }
    return best;
  }

  private static <R> Rank rankOf(
      String offer, List<Weighted<R>> ranges, ToIntBiFunction<R, String> fit) {
    int closest = NONE;
    var rank = new Rank(0, 0);
    for (int i = 0; i < ranges.size(); i++) {
      int closeness = fit.applyAsInt(ranges.get(i).range(), offer);
      if (closeness > closest) {
        closest = closeness;
        rank = new Rank(ranges.get(i).weight(), i);
      }
    }
    return rank;
  }

  /// The weight of an element, RFC 9110 §12.4.2, in thousandths; digits after the third do not
  /// count. Empty if it is malformed.
  static OptionalInt weight(String element) {
    String text = Parameters.of(element).getOrDefault("q", "1");
    int dot = text.indexOf('.');
    String whole = dot < 0 ? text : text.substring(0, dot);
    String digits = text.substring(whole.length());
    if (!List.of("", "0", "1").contains(whole)
        || text.isEmpty()
        || text.equals(".")
        || !digits.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalInt.empty();
    }
    if (whole.equals("1")) {
      return OptionalInt.of(FULL);
    }
    return digits.isEmpty()
        ? OptionalInt.of(0)
        : OptionalInt.of(Integer.parseInt((digits + "000").substring(1, 4)));
  }
}
