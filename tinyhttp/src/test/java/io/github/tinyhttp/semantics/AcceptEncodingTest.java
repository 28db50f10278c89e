package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ContentCoding;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9110 §12.5.3 and §12.4.2, by a server that likes zstd best, then br, gzip and deflate.
class AcceptEncodingTest {
  private record Named(String name) implements ContentCoding {
    @Override
    public OutputStream encode(OutputStream out, int level) {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream decode(InputStream in) {
      throw new UnsupportedOperationException();
    }
  }

  private static final List<ContentCoding> OFFERED =
      Stream.of("zstd", "br", "gzip", "deflate")
          .map(name -> (ContentCoding) new Named(name))
          .toList();

  /// The coding, `identity`, or `nothing` where that is forbidden, too.
  private static String choice(String... lines) {
    AcceptEncoding accepted = AcceptEncoding.of(List.of(lines));
    return accepted
        .best(OFFERED)
        .map(ContentCoding::name)
        .orElse(accepted.takesIdentity() ? "identity" : "nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the examples of §12.5.3
        "compress, gzip|gzip",
        "``|identity",
        "*|zstd",
        "compress;q=0.5, gzip;q=1.0|gzip",
        "gzip;q=1.0, identity; q=0.5, *;q=0|gzip",
        // what browsers and programs send
        "gzip, deflate, br, zstd|zstd",
        "gzip, deflate, br|br",
        "gzip,deflate|gzip",
        "deflate, gzip, br, zstd|zstd",
        "identity|identity",
        // the highest weight; of equals what the server likes best
        "gzip;q=0.9, br;q=0.8|gzip",
        "gzip;q=0.9, br;q=0.90, zstd;q=0.899|br",
        "deflate;q=0.002, gzip;q=0.001|deflate",
        "gzip;q=0.001|gzip",
        "deflate|deflate",
        // not acceptable
        "gzip;q=0|identity",
        "gzip;q=0.0, br;q=0.00, zstd;q=0.000|identity",
        "gzip;q=0, *|zstd",
        "zstd;q=0, br;q=0, *|gzip",
        "*;q=0, gzip|gzip",
        "identity;q=0, gzip|gzip",
        // identity is acceptable until it is excluded, and liked as it is listed
        "exi|identity",
        "exi;q=1.0, compress|identity",
        "identity, gzip|gzip",
        "identity;q=0.5, gzip;q=0.5|gzip",
        "identity;q=1, gzip;q=0.999|identity",
        "identity;q=0.2, gzip;q=0.5|gzip",
        "*;q=0.5, gzip;q=0.1|zstd",
        "*;q=0.5, gzip;q=0.1, br;q=0, zstd;q=0, deflate;q=0|identity",
        "identity;q=0|nothing",
        "*;q=0|nothing",
        "identity;q=0, *;q=0|nothing",
        "*;q=0, identity|identity",
        "*;q=0, identity;q=0.1|identity",
        "exi, *;q=0|nothing",
        "identity;q=0, gzip;q=0|nothing",
        // names have no case, and old names
        "GZIP|gzip",
        "Br;Q=0.5|br",
        "x-gzip|gzip",
        "X-GZip;q=0.5|gzip",
        "IDENTITY;q=0, Gzip|gzip",
        // blanks and empty elements (§5.6.1)
        "gzip ; q=0.5|gzip",
        "gzip\t;\tq=1|gzip",
        ",, gzip ,,|gzip",
        "gzip;q=0.|identity",
        "gzip;q=1., br;q=0.9|gzip",
        // what is malformed is not listed
        "gzip;q=1.001|identity",
        "gzip;q=2|identity",
        "gzip;q=1.0000|identity",
        "gzip;q=0.1234|identity",
        "gzip;q=-1|identity",
        "gzip;q=.5|identity",
        "gzip;q=0,5|identity",
        "gzip;q=|identity",
        "gzip;q|identity",
        "gzip;|identity",
        "gzip;q=0.5;q=1|identity",
        "gzip;q=0.5;x=1|identity",
        "gzip;x=1|identity",
        "gzip;q =1|identity",
        "gzip;q= 1|identity",
        "gzip;q=1 0|identity",
        "gzip;q=\"1\"|identity",
        "gzip br|identity",
        "gzip=1|identity",
        "\"gzip\"|identity",
        "\"gzip, br\"|identity",
        "gzip;q=x, br|br",
        "gzip\"a,b\", br|br",
        ";q=1, br|br",
        // listed twice: the first counts
        "gzip;q=0, gzip|identity",
        "gzip, gzip;q=0|gzip",
        "x-gzip;q=0, gzip|identity"
      })
  void chooses(String field, String expected) {
    assertThat(choice(field)).isEqualTo(expected);
  }

  @Test
  void several_lines_are_one_list() {
    assertThat(choice("gzip;q=0.5", "br;q=0.6")).isEqualTo("br");
    assertThat(choice("identity;q=0", "", "gzip;q=0")).isEqualTo("nothing");
  }

  /// Any coding would be acceptable then, but who does not ask for one may not know what to do.
  @Test
  void without_the_field_there_is_no_coding() {
    assertThat(choice()).isEqualTo("identity");
  }

  @Test
  void a_long_list_takes_no_longer_than_its_length() {
    assertThat(choice("x,".repeat(1_000_000) + "gzip")).isEqualTo("gzip");
    assertThat(choice("\"".repeat(999_999) + ",gzip")).isEqualTo("identity");
    var many = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      many.append('x').append(i).append(',');
    }
    assertThat(choice(many + "gzip")).isEqualTo("identity");
    assertThat(choice("gzip," + many)).isEqualTo("gzip");
  }
}
