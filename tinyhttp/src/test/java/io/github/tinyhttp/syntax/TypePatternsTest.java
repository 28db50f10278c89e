package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.Compression;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternsTest {
  private static final TypePatterns BY_DEFAULT = new TypePatterns(Compression.defaults().types());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "text/html; charset=utf-8",
        "TEXT/HTML;charset=utf-8",
        "text/plain ; charset=\"a;b\"",
        "text/event-stream",
        "application/json",
        "application/problem+json",
        "application/ld+json; profile=x",
        "image/svg+xml",
        "application/xml",
        "text/javascript",
        "application/wasm",
        "application/manifest+json"
      })
  void what_is_text_shrinks(String type) {
    assertThat(BY_DEFAULT.contains(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png",
        "image/jpeg",
        "video/mp4",
        "audio/mpeg",
        "application/zip",
        "application/gzip",
        "application/octet-stream",
        "application/pdf",
        "font/woff2",
        "application/json-but-not",
        "multipart/byteranges; boundary=text/html",
        "text",
        "",
        "x+json",
        "+json/x"
      })
  void what_is_compressed_already_does_not(String type) {
    assertThat(BY_DEFAULT.contains(type)).isFalse();
  }

  @Test
  void all_types_can_be_taken() {
    assertThat(new TypePatterns(List.of("*/*")).contains("image/png")).isTrue();
    assertThat(new TypePatterns(List.of("image/BMP")).contains("Image/bmp")).isTrue();
    assertThat(new TypePatterns(List.of()).contains("text/html")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text",
        "*",
        "text/",
        "/html",
        "*+",
        "te*/html",
        "text/*l",
        "*/html",
        "text/html; charset=utf-8",
        "a/b/c",
        "*+json/x",
        "text /html"
      })
  void what_is_no_type_is_refused(String pattern) {
    assertThatThrownBy(() -> Compression.defaults().withType(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/html",
        "TEXT/x-y.z",
        "a/b",
        "text/*",
        "a/*",
        "*/*",
        "*+json",
        "application/problem+json"
      })
  void what_is_a_type_or_a_range_is_taken(String pattern) {
    TypePatterns.check(pattern);
    assertThat(Compression.defaults().withType(pattern).types()).contains(pattern);
  }

  @Test
  void a_range_takes_its_types() {
    var images = new TypePatterns(List.of("image/*", "*+xml"));
    assertThat(images.contains("image/png")).isTrue();
    assertThat(images.contains("text/x+xml")).isTrue();
    assertThat(images.contains("text/png")).isFalse();
    assertThat(images.contains("text/xml")).isFalse();
    assertThat(images.contains(";image/png")).isFalse();
  }
}
