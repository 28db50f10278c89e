package io.github.tinyhttp.http2;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The Huffman code of RFC 7541 Appendix B. The code is canonical: shorter codes come first, and
/// codes of one length are in the order of their symbols. So the lengths alone say what the code
/// is, and both tables are made of them.
///
/// The decoder is a state machine that takes four bits at a time. No code is shorter than five
/// bits, so a step yields one octet at most.
final class Huffman {
  /// The length of each symbol's code, in bits: `A` is five, `B` is six, and so on. The symbols are
  /// the octets 0 to 255, and EOS.
  private static final String LENGTHS =
      "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHF"
          + "IBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIX"
          + "PRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRS"
          + "VVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";

  private static final int SHORTEST = 5;
  private static final int EOS = 256;

  /// How many padding bits may end a string, §5.2.
  private static final int MOST_PADDING = 7;

  /// The code of each symbol, in its lowest bits, and the number of these.
  private static final int[] CODES = new int[EOS + 1];

  private static final byte[] BITS = new byte[EOS + 1];

  // What a step is: the next state, the octet if there is one, and two flags.
  private static final int OCTET_SHIFT = 8;
  private static final int EMITS = 1 << 16;
  private static final int FAILS = 1 << 17;

  /// The steps: of state `s` with the bits `n`, at 16 s + n. A state is an inner node of the tree.
  private static final int[] STEPS = new int[EOS << 4];

  /// Whether a string may end in a state: the bits since the last symbol are a padding.
  private static final boolean[] ENDS = new boolean[EOS];

  static {
    makeCodes();
    makeSteps(makeTree());
  }

  private Huffman() {}

  private static void makeCodes() {
    Integer[] ordered = IntStream.rangeClosed(0, EOS).boxed().toArray(Integer[]::new);
    Arrays.sort(ordered, (a, b) -> Integer.compare(LENGTHS.charAt(a), LENGTHS.charAt(b)));
    int code = 0;
    int bits = SHORTEST;
    for (int symbol : ordered) {
      int length = LENGTHS.charAt(symbol) - 'A' + SHORTEST;
      code <<= length - bits;
      bits = length;
      CODES[symbol] = code++;
      BITS[symbol] = (byte) length;
    }
  }

  /// The children of each inner node, two in a row; a leaf is the complement of its symbol.
  private static int[] makeTree() {
    int[] children = new int[2 * EOS];
    int nodes = 1;
    for (int symbol = 0; symbol <= EOS; symbol++) {
      int node = 0;
      for (int bit = BITS[symbol] - 1; bit > 0; bit--) {
        int child = 2 * node + (CODES[symbol] >> bit & 1);
        if (children[child] == 0) {
          children[child] = nodes++;
        }
        node = children[child];
      }
      children[2 * node + (CODES[symbol] & 1)] = ~symbol;
    }
    return children;
  }

  private static void makeSteps(int[] children) {
    for (int state = 0; state < EOS; state++) {
      for (int four = 0; four < 16; four++) {
        STEPS[state << 4 | four] = step(children, state, four);
      }
    }
    int state = 0;
    for (int padding = 0; padding <= MOST_PADDING; padding++) {
      ENDS[state] = true;
      state = children[2 * state + 1];
    }
  }

  private static int step(int[] children, int state, int four) {
    int node = state;
    int emitted = 0;
    for (int bit = 3; bit >= 0; bit--) {
      int child = children[2 * node + (four >> bit & 1)];
      if (child == ~EOS) {
        return FAILS;
      }
      if (child < 0) {
        emitted = EMITS | ~child << OCTET_SHIFT;
        node = 0;
      } else {
        node = child;
      }
    }
    return emitted | node;
  }

  /// The largest number of octets that so many encoded octets can mean.
  static int mostDecoded(int encoded) {
    return (int) Math.min((long) encoded * 8 / SHORTEST, Integer.MAX_VALUE - 8);
  }

  /// Decodes a string literal.
  ///
  /// @param into has room for [#mostDecoded(int)]
  /// @return how many octets that makes
  static int decode(byte[] bytes, int start, int end, byte[] into) throws HpackFault {
    int state = 0;
    int count = 0;
    for (int i = start; i < end; i++) {
      int step = STEPS[state << 4 | bytes[i] >> 4 & 0xF];
      if (step >= EMITS) {
        count = put(step, into, count);
      }
      step = STEPS[(step & 0xFF) << 4 | bytes[i] & 0xF];
      if (step >= EMITS) {
        count = put(step, into, count);
      }
      state = step & 0xFF;
    }
    if (!ENDS[state]) {
      throw new HpackFault("the padding of a string is not the beginning of EOS");
    }
    return count;
  }

  private static int put(int step, byte[] into, int count) throws HpackFault {
    if ((step & FAILS) != 0) {
      throw new HpackFault("EOS is in a string");
    }
    into[count] = (byte) (step >> OCTET_SHIFT);
    return count + 1;
  }

  /// How many octets a text has when it is encoded.
  static int length(String text) {
    long bits = 0;
    for (int i = 0; i < text.length(); i++) {
      bits += BITS[text.charAt(i) & 0xFF];
    }
    return (int) (bits + 7 >> 3);
  }

  /// Encodes a text of characters up to U+00FF.
  ///
  /// @param into has room for [#length(String)]
  /// @return the index behind the last octet
  static int encode(String text, byte[] into, int at) {
    long bits = 0;
    int count = 0;
    int end = at;
    for (int i = 0; i < text.length(); i++) {
      int symbol = text.charAt(i) & 0xFF;
      bits = bits << BITS[symbol] | CODES[symbol];
      count += BITS[symbol];
      while (count >= 8) {
        count -= 8;
        into[end++] = (byte) (bits >> count);
      }
    }
    if (count > 0) {
      into[end++] = (byte) (bits << 8 - count | 0xFF >> count); // the padding is the top of EOS
    }
    return end;
  }
}
