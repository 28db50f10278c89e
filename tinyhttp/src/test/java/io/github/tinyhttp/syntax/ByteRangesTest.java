package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangesTest {
  private static final String LARGE = "99999999999999999999";

  private static String of(String field, long length) {
    return switch (ByteRanges.parse(field, length)) {
      case ByteRanges.Ignored _ -> "ignored";
      case ByteRanges.Unsatisfiable _ -> "unsatisfiable";
      case ByteRanges.Some(List<ByteRanges.Range> ranges) ->
          ranges.stream()
              .map(range -> range.first() + "-" + range.last())
              .collect(Collectors.joining(" "));
    };
  }

  /// The examples of RFC 9110 §14.1.2, of 10,000 bytes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-499 | 0-499",
        "bytes=500-999 | 500-999",
        "bytes=-500 | 9500-9999",
        "bytes=9500- | 9500-9999",
        "bytes=0-0,-1 | 0-0 9999-9999",
        "bytes= 0-999, 4500-5499, -1000 | 0-999 4500-5499 9000-9999",
        "bytes=500-600,601-999 | 500-999",
        "bytes=500-700,601-999 | 500-999"
      })
  void the_examples_of_the_standard(String field, String ranges) {
    assertThat(of(field, 10_000)).isEqualTo(ranges);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-9 | 0-9",
        "bytes=0-10 | 0-9",
        "bytes=9-9 | 9-9",
        "bytes=9-8 | ignored",
        "bytes=10-10 | unsatisfiable",
        "bytes=10- | unsatisfiable",
        "bytes=-10 | 0-9",
        "bytes=-11 | 0-9",
        "bytes=-0 | unsatisfiable",
        "bytes=-000 | unsatisfiable",
        "bytes=-0,0-0 | 0-0",
        "bytes=10-,0-0 | 0-0",
        "bytes=007-008 | 7-8",
        "BYTES=1-2 | 1-2",
        "bytes=,1-2,,  , 4-5 , | 1-2 4-5",
        "bytes=5-6,1-2 | 5-6 1-2",
        "bytes=8-9,0-1,1-4 | 8-9 0-4",
        "bytes=6-7,0-1,2-5 | 0-7",
        "bytes=4-5,8-9,0-1,5-6 | 4-6 8-9 0-1",
        "bytes=0-,0-,0- | 0-9"
      })
  void ranges_of_ten_bytes(String field, String ranges) {
    assertThat(of(field, 10)).isEqualTo(ranges);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes= ",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=1--2",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=1 -2",
        "bytes=1- 2",
        "bytes=0x1-2",
        "bytes=1-2;3-4",
        "bytes=0-1,x",
        "bytes=5-4,0-1",
        "bytes =0-1",
        " bytes=0-1",
        "byte=0-1",
        "bytes:0-1",
        "lines=0-1",
        "bytes=\u0661-\u0662",
        "bytes=0-1\u00a0",
        "none=0-1",
        "=0-1"
      })
  void what_is_not_valid_is_ignored(String field) {
    assertThat(of(field, 10)).isEqualTo("ignored");
  }

  @Test
  void numbers_of_any_size_are_what_they_are() {
    long length = Long.MAX_VALUE;
    assertThat(of("bytes=0-" + LARGE, 10)).isEqualTo("0-9");
    assertThat(of("bytes=" + LARGE + "-", 10)).isEqualTo("unsatisfiable");
    assertThat(of("bytes=" + LARGE + "-" + LARGE, 10)).isEqualTo("unsatisfiable");
    assertThat(of("bytes=99999999999999999999-99999999999999999998", 10)).isEqualTo("ignored");
    assertThat(of("bytes=100000000000000000000-99999999999999999999", 10)).isEqualTo("ignored");
    assertThat(of("bytes=-" + LARGE, 10)).isEqualTo("0-9");
    assertThat(of("bytes=9223372036854775806-", length))
        .isEqualTo("9223372036854775806-9223372036854775806");
    assertThat(of("bytes=9223372036854775807-", length)).isEqualTo("unsatisfiable");
    assertThat(of("bytes=18446744073709551616-", 10)).isEqualTo("unsatisfiable"); // 2^64 is not 0
    assertThat(of("bytes=0-4294967295", 1L << 40)).isEqualTo("0-4294967295");
    assertThat(of("bytes=" + "0".repeat(50_000) + "1-" + "9".repeat(10_000), 10)).isEqualTo("1-9");
  }

  @Test
  void content_without_a_byte_has_no_ranges() {
    for (String field : List.of("bytes=0-", "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-")) {
      assertThat(of(field, 0)).isEqualTo("ignored");
    }
  }

  @Test
  void more_than_a_hundred_are_ignored() {
    assertThat(of(everyOther(100), 1_000).split(" ")).hasSize(100);
    assertThat(of(everyOther(101), 1_000)).isEqualTo("ignored");
    assertThat(of("bytes=" + "0-,".repeat(100), 1_000)).isEqualTo("0-999");
    assertThat(of("bytes=" + "0-,".repeat(101), 1_000)).isEqualTo("ignored");
    assertThat(of("bytes=" + ",".repeat(60_000) + "0-1", 1_000)).isEqualTo("0-1");
  }

  private static String everyOther(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> 2 * i + "-" + 2 * i)
        .collect(Collectors.joining(",", "bytes=", ""));
  }

  /// Whatever is asked for, the bytes sent are those asked for, each once.
  @Test
  void random_sets_are_sent_once_each() {
    var random = new Random(14);
    for (int i = 0; i < 3_000; i++) {
      int length = random.nextInt(1, 60);
      var wanted = BigInteger.ZERO;
      var specs = new ArrayList<String>();
      for (int j = random.nextInt(1, 12); j > 0; j--) {
        int first = random.nextInt(70);
        int last = first + random.nextInt(20);
        specs.add(first + "-" + last);
        for (int k = first; k <= last && k < length; k++) {
          wanted = wanted.setBit(k);
        }
      }
      var sent = BigInteger.ZERO;
      if (ByteRanges.parse("bytes=" + String.join(",", specs), length)
          instanceof ByteRanges.Some(var ranges)) {
        for (ByteRanges.Range range : ranges) {
          for (long k = range.first(); k <= range.last(); k++) {
            assertThat(sent.testBit((int) k)).as("%s twice in %s", k, specs).isFalse();
            sent = sent.setBit((int) k);
          }
        }
      }
      assertThat(sent).as("%s of %s", specs, length).isEqualTo(wanted);
    }
  }
}
