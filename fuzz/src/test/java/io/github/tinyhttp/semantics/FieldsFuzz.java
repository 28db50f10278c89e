package io.github.tinyhttp.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.tinyhttp.Cookie;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.MediaType;
import io.github.tinyhttp.Proxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Feeds any text to the parsers of fields: the results must be well-formed, and a client must not
/// be able to hide the element that a proxy adds.
class FieldsFuzz {
  private static final List<String> CODINGS = List.of("br", "gzip", "deflate");
  private static final List<String> TYPES = List.of("text/html", "text/plain;charset=a", "a/b");
  private static final List<String> LANGUAGES = List.of("de", "en-GB", "zh-Hans-CN");
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1);
  private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");

  @FuzzTest
  void a_field_is_what_it_is_for(byte[] field) {
    String text =
        new String(field, StandardCharsets.ISO_8859_1).replaceAll("[\0-\10\12-\37\177]", "_");
    preferencesAreOfThoseOffered(text);
    cookiesHaveNames(text);
    aMediaTypeIsReadAgainAsItself(text);
    aClientCannotHideWhatAProxyAdds(text.strip());
  }

  private static void preferencesAreOfThoseOffered(String text) {
    Headers fields = Headers.of("Accept", text.strip());
    List<String> elements = fields.elements("Accept");
    AcceptEncoding.of(List.of(text))
        .bestOf(CODINGS)
        .ifPresent(best -> assertThat(CODINGS).contains(best));
    Preferences.mediaType(elements, TYPES).ifPresent(best -> assertThat(TYPES).contains(best));
    Preferences.language(elements, LANGUAGES)
        .ifPresent(best -> assertThat(LANGUAGES).contains(best));
  }

  private static void cookiesHaveNames(String text) {
    List<Cookie> cookies = Cookies.of(List.of(text, text));
    for (Cookie cookie : cookies) {
      assertThat(cookie.name()).isNotEmpty().doesNotContain(";", "=");
      assertThat(cookie.value()).doesNotContain(";");
    }
    assertThat(cookies).hasSizeLessThanOrEqualTo(1000);
  }

  private static void aMediaTypeIsReadAgainAsItself(String text) {
    MediaType.parse(text)
        .ifPresent(type -> assertThat(MediaType.parse(type.toString())).contains(type));
  }

  private static void aClientCannotHideWhatAProxyAdds(String text) {
    for (String added : List.of("for=192.0.2.7", "by=_me;for=\"192.0.2.7:80\";proto=https")) {
      for (List<String> lines : List.of(List.of(text, added), List.of(text + ", " + added))) {
        forwarding(Proxies.Fields.FORWARDED, "Forwarded", lines)
            .ifPresent(from -> assertThat(address(from)).isEqualTo(CLIENT));
      }
    }
    for (List<String> lines :
        List.of(List.of(text, "192.0.2.7"), List.of(text + ",192.0.2.7:80"))) {
      Optional<Forwarding> from = forwarding(Proxies.Fields.X_FORWARDED, "X-Forwarded-For", lines);
      assertThat(from.map(FieldsFuzz::address)).contains(CLIENT);
    }
  }

  private static InetAddress address(Forwarding from) {
    return ((InetSocketAddress) from.client()).getAddress();
  }

  private static Optional<Forwarding> forwarding(
      Proxies.Fields kind, String name, List<String> lines) {
    Headers fields = Headers.empty();
    for (String line : lines) {
      fields = fields.withAdded(name, line);
    }
    return Forwarding.of(Proxies.trusting(kind, "10.0.0.0/8"), PEER, fields);
  }
}
