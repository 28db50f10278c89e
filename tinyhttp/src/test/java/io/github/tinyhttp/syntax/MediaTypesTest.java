package io.github.tinyhttp.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource({
    "index.html, text/html; charset=utf-8",
    "INDEX.HTM, text/html; charset=utf-8",
    "app.mjs, text/javascript; charset=utf-8",
    "app.js.map, application/json",
    "style.min.css, text/css; charset=utf-8",
    "photo.JPG, image/jpeg",
    "logo.svg, image/svg+xml",
    "font.woff2, font/woff2",
    "data.json, application/json",
    "module.wasm, application/wasm",
    "archive.tar, application/x-tar",
    "archive.tar.gz, application/gzip",
    "archive.tar.xz, application/x-xz",
    "notes.txt.gz, application/gzip",
    "types.d.ts, text/x-typescript; charset=utf-8",
    "segment.ts, video/mp2t",
    "film.mp4, video/mp4",
    "README, application/octet-stream",
    "what.ever, application/octet-stream",
    "dot., application/octet-stream",
    "., application/octet-stream",
    ".., application/octet-stream",
    ".html, text/html; charset=utf-8",
    "a.tar..gz, application/gzip"
  })
  void a_type_follows_from_the_ending(String name, String type) {
    assertThat(MediaTypes.of(name)).isEqualTo(type);
  }

  @Test
  void own_types_count_before_the_table() {
    Map<String, String> own = Map.of("html", "text/plain", "x.y", "a/b");

    assertThat(MediaTypes.of("a.HTML", own)).isEqualTo("text/plain");
    assertThat(MediaTypes.of("a.x.y", own)).isEqualTo("a/b");
    assertThat(MediaTypes.of("a.y", own)).isEqualTo(MediaTypes.UNKNOWN);
    assertThat(MediaTypes.of("a.css", own)).startsWith("text/css");
  }
}
