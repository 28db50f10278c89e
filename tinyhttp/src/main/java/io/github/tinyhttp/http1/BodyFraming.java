package io.github.tinyhttp.http1;

import io.github.tinyhttp.HttpVersion;
import java.util.List;
import java.util.Locale;

/// How the end of a request body is found on the wire: RFC 9112 §6.3, read for a server.
///
/// Decided once, from the head alone, before a byte of body is read. A request that is neither
/// chunked nor sized has no body, so there is no "until close" here.
sealed interface BodyFraming {
  /// No body.
  record None() implements BodyFraming {}

  /// A body of so many bytes.
  record Sized(long length) implements BodyFraming {}

  /// A body in chunks.
  record Chunked() implements BodyFraming {}

  BodyFraming NONE = new None();
  BodyFraming CHUNKED = new Chunked();

  /// @param coded whether there is a Transfer-Encoding line at all
  /// @param codings every element of every Transfer-Encoding line, in order
  /// @param lengths every value of every Content-Length line, in order
  static BodyFraming of(
      HttpVersion version, boolean coded, List<String> codings, List<String> lengths)
      throws PeerFault {
    if (coded) {
      return ofCodings(version, codings, lengths);
    }
    return lengths.isEmpty() ? NONE : ofLengths(lengths);
  }

  private static BodyFraming ofCodings(
      HttpVersion version, List<String> codings, List<String> lengths) throws PeerFault {
    // Two lengths for one body: a proxy in front may believe the other one, which is how a
    // request is smuggled past it. §6.1 lets a server refuse or obey the coding; we refuse.
    if (!lengths.isEmpty()) {
      throw new PeerFault(Rule.LENGTH_WITH_TRANSFER_CODING);
    }
    if (version == HttpVersion.HTTP_1_0) {
      throw new PeerFault(Rule.TRANSFER_CODING_IN_HTTP_1_0);
    }
    if (codings.isEmpty() || !isChunked(codings.getLast())) {
      throw new PeerFault(Rule.CHUNKED_NOT_FINAL);
    }
    if (codings.stream().filter(BodyFraming::isChunked).count() > 1) {
      throw new PeerFault(Rule.CHUNKED_TWICE);
    }
    if (codings.size() > 1) {
      throw new PeerFault(Rule.UNKNOWN_TRANSFER_CODING);
    }
    return CHUNKED;
  }

  private static boolean isChunked(String coding) {
    return coding.toLowerCase(Locale.ROOT).equals("chunked");
  }

  private static BodyFraming ofLengths(List<String> values) throws PeerFault {
    // §6.3 lets a server take "5, 5", or two lines that say 5, for 5. We refuse both: what reads
    // the first of them, or the last, and what joins them may be in front.
    if (values.size() > 1) {
      throw new PeerFault(Rule.LENGTH_TWICE);
    }
    long length = decimal(values.getFirst());
    return length == 0 ? NONE : new Sized(length);
  }

  private static long decimal(String digits) throws PeerFault {
    if (digits.isEmpty()) {
      throw new PeerFault(Rule.LENGTH_NOT_A_NUMBER);
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        throw new PeerFault(Rule.LENGTH_NOT_A_NUMBER);
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
