package io.github.tinyhttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.exchange.Requests;
import java.io.IOException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a part of a form is follows from all that it says, and none costs the others.
class PartsTest {
  private static final String TITLE = "Content-Disposition: form-data; name=title||x";

  /// A request with these parts: a bar is CR LF, and each character a byte.
  private static Request request(String... parts) {
    String body = "--b|" + String.join("|--b|", parts) + "|--b--";
    return Requests.of(
        "POST",
        "/",
        body.replace("|", "\r\n").getBytes(ISO_8859_1),
        "Content-Type",
        "multipart/form-data; boundary=b");
  }

  private static String named(String fields, String content) {
    return "Content-Disposition: form-data; name=data|" + fields + "|" + content;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/octet-stream|",
        "Content-Type: image/png|",
        "Content-Type: application/x-protobuf|",
        "Content-Type: multipart/mixed|",
        "Content-Type: message/rfc822|"
      })
  void is_a_file_by_its_type(String fields) throws IOException {
    Form form = request(named(fields, "abc"), TITLE).form();
    Form.Upload data = form.upload("data").orElseThrow();
    assertThat(data.bytes()).asString(ISO_8859_1).isEqualTo("abc");
    assertThat(data.fileName()).isEmpty();
    assertThat(form.fields()).hasToString("{title=[x]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain|",
        "Content-Type: TEXT/x-anything|",
        "Content-Type: application/json|",
        "Content-Type: application/problem+json|",
        "Content-Type: image/svg+xml|",
        "Content-Type: application/x-anything; charset=utf-8|",
        "Content-Type: multipart/form-data|",
        "Content-Type: */*|",
        "Content-Type: |",
        "Content-Type: none|"
      })
  void is_a_field_by_its_type(String fields) throws IOException {
    Form form = request(named(fields, "abc"), TITLE).form();
    assertThat(form.fields()).hasToString("{data=[abc], title=[x]}");
    assertThat(form.uploads()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "'' => \u00FF\u00FE",
        "Content-Type: text/plain; charset=nobody| => abc",
        "Content-Type: text/plain; charset=utf-8| => \u00FC",
        "Content-Type: application/json| => \u00FC",
        "Content-Type: multipart/mixed; boundary=c| => --c||abc",
        "Content-Type: multipart/mixed; boundary=\u00FC| => --c||abc|--c--",
      })
  void that_is_no_text_has_its_bytes(String fields, String content) throws IOException {
    Form form = request(named(fields, content), TITLE).form();
    assertThat(form.upload("data").orElseThrow().bytes())
        .asString(ISO_8859_1)
        .isEqualTo(content.replace("|", "\r\n"));
    assertThat(form.fields()).hasToString("{title=[x]}");
  }

  @Test
  void that_was_not_chosen_is_left_out() throws IOException {
    Form form =
        request(
                "Content-Disposition: form-data; name=a; filename=\"\"|"
                    + "Content-Type: application/octet-stream||",
                "Content-Disposition: form-data; name=b; filename=\"\"||abc",
                "Content-Disposition: form-data; name=c|Content-Type: image/png||")
            .form();
    assertThat(form.uploads()).containsOnlyKeys("b", "c");
    assertThat(form.upload("b").orElseThrow().fileName()).isEmpty();
  }

  @Test
  void may_come_before_the_one_that_names_its_charset() throws IOException {
    Form form =
        request(
                "Content-Disposition: form-data; name=\"\u0095\\\"; filename=\"\u0095\\.txt\"||x",
                "Content-Disposition: form-data; name=\"\u0095\\\"||\u0095\\",
                "Content-Disposition: form-data; name=utf|Content-Type: text/plain; charset=utf-8|"
                    + "|\u00C3\u00BC",
                "Content-Disposition: form-data; name=json|Content-Type: application/json|"
                    + "|\u00C3\u00BC",
                "Content-Disposition: form-data; name=_charset_||Shift_JIS")
            .form();
    assertThat(form.fields()).hasToString("{表=[表], utf=[ü], json=[ü], _charset_=[Shift_JIS]}");
    assertThat(form.upload("表").flatMap(Form.Upload::fileName)).hasValue("表.txt");
  }

  @Test
  void is_in_the_charset_that_the_application_knows() throws IOException {
    Charset windows = Charset.forName("windows-1252");
    String part = "Content-Disposition: form-data; name=\"\u00FC\"||\u0080";
    assertThat(request(part).form(windows).fields()).hasToString("{ü=[€]}");
    assertThat(request(part).form(FormLimits.defaults(), windows).fields()).hasToString("{ü=[€]}");
    assertThat(request(part).multipart().form(windows).fields()).hasToString("{ü=[€]}");
    assertThat(request(part).form().upload("ü")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "base64 => aGVs|bG8= => hello",
        "BASE64 => a G-V*s b G 8 => hello",
        "base64 => aGVsbG8=aGk= => hellohi",
        "base64 => a => ``",
        "base64 => ==== => ``",
        "quoted-printable => h=65l=|lo => hello",
        "Quoted-Printable => a=3D1=2 =zz = => a=1=2 =zz =",
        "quoted-printable => =3d=3D==3D => ====",
        "8bit => a=3D => a=3D",
        "x-unknown => a=3D => a=3D"
      })
  void has_its_content_without_transfer_encoding(String encoding, String sent, String content)
      throws IOException {
    String fields = "Content-Transfer-Encoding: " + encoding + "|";
    assertThat(request(named(fields, sent), TITLE).form().fields())
        .hasToString("{data=[" + content.replace("|", "\r\n") + "], title=[x]}");
    Part part = request(named(fields, sent)).multipart().next().orElseThrow();
    assertThat(part.body().readAllBytes()).asString(ISO_8859_1).isEqualTo(content);
  }

  @Test
  void holds_several_files_of_one_field() throws IOException {
    String inner =
        "--c|Content-Disposition: attachment; filename=1||one|--c|"
            + "Content-Disposition: attachment; filename=2||two|--c||three|--c--";
    Form form = request(named("Content-Type: multipart/mixed; boundary=c|", inner), TITLE).form();
    assertThat(form.uploads().get("data"))
        .extracting(upload -> upload.fileName().orElseThrow())
        .containsExactly("1", "2");
    assertThat(form.fields()).hasToString("{data=[three], title=[x]}");
    Request many = request(named("Content-Type: multipart/mixed; boundary=c|", inner));
    FormLimits two = FormLimits.defaults().withParts(2);
    assertThatThrownBy(() -> many.form(two)).hasMessage("there are too many parts");
  }

  @Test
  void that_fails_alone_leaves_the_rest_to_a_loop() throws IOException {
    Multipart parts =
        request(named("Content-Type: text/plain; charset=nobody|", "abc"), TITLE).multipart();
    Part first = parts.next().orElseThrow();
    assertThatThrownBy(first::text).isInstanceOf(HttpException.class);
    assertThat(first.bytes()).asString(ISO_8859_1).isEqualTo("abc");
    assertThat(parts.next().orElseThrow().text()).isEqualTo("x");
  }

  @Test
  void counts_in_the_memory_of_all_texts_even_if_it_is_none() {
    FormLimits limits = FormLimits.defaults().withMemory(5);
    assertThatThrownBy(() -> request(named("", "\u00FFbc"), named("", "def")).form(limits))
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.status().code()).isEqualTo(413));
  }
}
