package io.github.tinyhttp.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Compression;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Wire;
import io.github.tinyhttp.testkit.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §8.4 and §12.5.3: content codings, of responses by a server that is told to compress,
/// and of requests.
class Rfc9110CodingTest extends OnEachVersion {
  private static final String TEXT = "some text, ".repeat(500);

  private void serveCoded() throws IOException {
    serveCoded(_ -> Response.text(TEXT).withHeader("ETag", "\"1\""));
  }

  private void serveCoded(Handler handler) throws IOException {
    serve(handler, builder -> builder.compression(Compression.defaults()));
  }

  private WireResponse accepting(String accepted) {
    return get("/", "Accept-Encoding: " + accepted + "\r\n");
  }

  private static String decoded(WireResponse response) throws IOException {
    var coded = new ByteArrayInputStream(response.body());
    return switch (response.header("Content-Encoding")) {
      case "gzip" -> new String(new GZIPInputStream(coded).readAllBytes(), UTF_8);
      case "deflate" -> new String(new InflaterInputStream(coded).readAllBytes(), UTF_8);
      default -> throw new AssertionError("nobody asked for that: " + response);
    };
  }

  private WireResponse post(String coding, byte[] body) {
    return ask(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: "
            + coding
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n"
            + Wire.text(body));
  }

  private static byte[] gzip(String text) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "gzip, deflate", "*", "x-gzip", "exi, deflate"})
  @Covers("9110-8.4-1")
  void the_coding_of_the_content_is_listed(String accepted) throws Exception {
    serveCoded();
    assertThat(decoded(accepting(accepted))).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "exi", "identity;q=1, gzip;q=0.5", ""})
  @Covers({"9110-8.4-2", "9110-12.5.3-1", "9110-12.5.3-4"})
  void content_without_a_coding_says_nothing_of_one(String accepted) throws Exception {
    serveCoded();
    WireResponse response = accepting(accepted);
    assertThat(response.has("Content-Encoding")).isFalse();
    assertThat(response.text()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "X-Gzip", "GZIP"})
  @Covers("9110-8.4.1.3-1")
  void x_gzip_is_gzip_in_both_directions(String name) throws Exception {
    serveCoded(request -> Response.text(request.text()));
    assertThat(post(name, gzip("hello")).text()).isEqualTo("hello");
    serveCoded();
    assertThat(accepting(name).header("Content-Encoding")).isEqualTo("gzip");
  }

  /// Neither is known here, and that is the same response to both.
  @Test
  @Covers("9110-8.4.1.1-1")
  void x_compress_is_compress() throws Exception {
    serveCoded(request -> Response.text(request.text()));
    WireResponse plain = post("compress", gzip("hello"));
    WireResponse old = post("x-compress", gzip("hello"));
    assertThat(plain.status()).isEqualTo(415);
    assertThat(old.status()).isEqualTo(415);
    assertThat(old.text()).isEqualTo(plain.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "deflate;q=0.9, gzip;q=0.8|deflate",
        "deflate;q=0.8, gzip;q=0.801|gzip",
        "deflate, gzip;q=0|deflate",
        "deflate;q=0.000, gzip;q=0.001|gzip",
        "gzip;q=0, *|deflate",
        "*;q=0, deflate|deflate"
      })
  @Covers("9110-12.5.3-3")
  void the_highest_weight_counts(String accepted, String coding) throws Exception {
    serveCoded();
    WireResponse response = accepting(accepted);
    assertThat(response.header("Content-Encoding")).isEqualTo(coding);
    assertThat(decoded(response)).isEqualTo(TEXT);
  }

  @Test
  @Covers({"9110-12.5.3-5", "9110-15.5.7-1"})
  void what_excludes_identity_is_coded_or_refused() throws Exception {
    serveCoded();
    for (String accepted : List.of("identity;q=0, gzip", "*;q=0, gzip;q=0.1")) {
      assertThat(decoded(accepting(accepted))).isEqualTo(TEXT);
    }
    for (String accepted : List.of("identity;q=0", "*;q=0", "exi, identity;q=0")) {
      WireResponse refusal = accepting(accepted);
      assertThat(refusal.status()).isEqualTo(406);
      assertThat(refusal.text()).contains("gzip", "deflate", "identity");
    }
  }

  @Test
  @Covers("9110-12.5.3-6")
  void a_415_for_an_unknown_coding_says_what_is_accepted() throws Exception {
    serve(request -> Response.text(request.text()));
    WireResponse refusal = post("exi", gzip("hello"));
    assertThat(refusal.status()).isEqualTo(415);
    String accepted = refusal.header("Accept-Encoding");
    assertThat(accepted).isEqualTo("gzip, deflate");
  }

  @Test
  @Covers("9110-12.5.3-2")
  void a_415_of_the_application_says_nothing_of_codings() throws Exception {
    serveCoded(_ -> Response.status(415));
    assertThat(post("gzip", gzip("hello")).has("Accept-Encoding")).isFalse();
  }

  @Test
  @Covers("9110-12.5.5-3")
  void what_depends_on_accept_encoding_says_so_in_every_variant() throws Exception {
    serveCoded();
    for (String accepted : List.of("gzip", "identity", "exi", "*;q=0")) {
      assertThat(accepting(accepted).hasOption("Vary", "Accept-Encoding")).as(accepted).isTrue();
    }
    assertThat(get("/", "").hasOption("Vary", "Accept-Encoding")).isTrue();
    WireResponse known = get("/", "Accept-Encoding: gzip\r\nIf-None-Match: \"1\"\r\n");
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.hasOption("Vary", "Accept-Encoding")).isTrue();
  }

  @Test
  @Covers("9110-8.8.3.3-1")
  void no_strong_tag_is_shared_by_different_bytes() throws Exception {
    serveCoded();
    assertThat(get("/", "").header("ETag")).isEqualTo("\"1\"");
    for (String accepted : List.of("gzip", "deflate")) {
      assertThat(accepting(accepted).header("ETag")).startsWith("W/");
    }
  }

  /// However a client frames it: nothing is nothing, and no coding of it can be broken.
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "gzip, deflate"})
  void content_that_is_not_there_is_not_decoded(String coding) throws Exception {
    serve(
        request ->
            Response.text(
                "["
                    + new String(request.decodedBody().readAllBytes(), UTF_8)
                    + request.text()
                    + "]"));
    String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: " + coding + "\r\n";
    assertThat(ask(head + "Content-Length: 0\r\n\r\n").text()).isEqualTo("[]");
    assertThat(ask(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").text()).isEqualTo("[]");
    assertThat(ask(head + "Content-Length: 1\r\n\r\n\n").status()).isEqualTo(400);
  }
}
