package io.github.tinyhttp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.exchange.Requests;
import io.github.tinyhttp.testkit.Await;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
  private static final String URLENCODED = "application/x-www-form-urlencoded";

  @Nested
  class An_urlencoded_form {
    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '\0',
        delimiterString = " => ",
        value = {
          "a=1&b=2 => {a=[1], b=[2]}",
          "b=2&a=1&b=3 => {b=[2, 3], a=[1]}",
          "a+b=c+d => {a b=[c d]}",
          "a%2Bb%3D=%26%25%2b => {a+b==[&%+]}",
          "%C3%BC=%e2%82%ac => {ü=[€]}",
          "a=ü => {a=[ü]}",
          "a&b=&=c&=&&d=e=f => {a=[], b=[], =[c, ], d=[e=f]}",
          "a=%0D%0a%00 => {a=[<CR><LF><NUL>]}",
          "a=%EF%BB%BFx => {a=[\uFEFFx]}"
        })
    void is_read_as_browsers_write_it(String body, String fields) throws IOException {
      String read = request(URLENCODED, body).form().fields().toString();
      assertThat(read.replace("\r", "<CR>").replace("\n", "<LF>").replace("\0", "<NUL>"))
          .isEqualTo(fields);
    }

    @Test
    void may_be_empty() throws IOException {
      Form form = request(URLENCODED, "").form();
      assertThat(form.fields()).isEmpty();
      assertThat(form.uploads()).isEmpty();
      assertThat(form.field("a")).isEmpty();
      assertThat(form.upload("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "%",
          "a=%",
          "a=%4",
          "a=%4&b=1",
          "a=%zz",
          "%-1=a",
          "a=%C3",
          "a=%FF",
          "%ED%A0%80=a"
        })
    void is_refused_when_it_is_malformed(String body) {
      isRefused(400, () -> request(URLENCODED, body).form());
    }

    @Test
    void may_have_another_charset() throws IOException {
      Request latin = request(URLENCODED + "; charset=ISO-8859-1", "a=%FC");
      assertThat(latin.form().field("a")).hasValue("ü");
      assertThat(request(URLENCODED + ";charset=\"utf-8\"", "a=%C3%BC").form().field("a"))
          .hasValue("ü");
      isRefused(415, () -> request(URLENCODED + "; charset=nobodys", "a=1").form());
    }

    @Test
    void has_a_thousand_fields_at_most() throws IOException {
      assertThat(request(URLENCODED, "a&".repeat(1000)).form().fields().get("a")).hasSize(1000);
      isRefused(413, () -> request(URLENCODED, "a&".repeat(1001)).form());
    }

    @Test
    void has_as_many_fields_as_the_application_says() throws IOException {
      FormLimits more = FormLimits.defaults().withPairs(1001);
      assertThat(request(URLENCODED, "a&".repeat(1001)).form(more).fields().get("a")).hasSize(1001);
      isRefused(413, () -> request(URLENCODED, "a&".repeat(1002)).form(more));
      isRefused(413, () -> request(URLENCODED, "a=1&b=2").form(more.withPairs(1)));
    }

    @Test
    void is_no_larger_than_any_body_unless_the_application_says_so() throws IOException {
      String name = "a".repeat(2000);
      assertThat(request(URLENCODED, name + "=1").form().field(name)).hasValue("1");
      String large = "a=" + "b".repeat(8 << 20);
      isRefused(413, () -> request(URLENCODED, large).form());
      FormLimits more = FormLimits.defaults().withMemory(9 << 20);
      assertThat(request(URLENCODED, large).form(more).field("a")).isPresent();
      isRefused(413, () -> request(URLENCODED, "a=1").form(more.withMemory(2)));
    }

    @Test
    void says_its_charset_in_a_field() throws IOException {
      assertThat(request(URLENCODED, "_charset_=windows-1252&a=%80&%FC=1").form().fields())
          .hasToString("{_charset_=[windows-1252], a=[€], ü=[1]}");
      assertThat(request(URLENCODED, "a=%95%5C%87%40&_charset_=Shift_JIS").form().field("a"))
          .hasValue("表①");
      assertThat(request(URLENCODED, "a=%C3%BC&_charset_=").form().field("a")).hasValue("ü");
      assertThat(request(URLENCODED, "a=%C3%BC&_charset_=none").form().field("a")).hasValue("ü");
    }

    @Test
    void is_in_the_charset_that_the_application_knows() throws IOException {
      Charset windows = Charset.forName("windows-1252");
      assertThat(request(URLENCODED, "a=%80").form(windows).field("a")).hasValue("€");
      assertThat(request(URLENCODED, "a=%C3%BC&_charset_=utf-8").form(windows).field("a"))
          .hasValue("ü");
      Request utf8 = request(URLENCODED + "; charset=UTF-8", "a=%C3%BC");
      assertThat(utf8.form(FormLimits.defaults(), windows).field("a")).hasValue("ü");
    }

    @Test
    void is_coded_or_not() throws IOException {
      var gzip = new java.io.ByteArrayOutputStream();
      try (var out = new java.util.zip.GZIPOutputStream(gzip)) {
        out.write("a=b".getBytes(UTF_8));
      }
      Request request =
          Requests.of(
              "POST",
              "/",
              gzip.toByteArray(),
              "Content-Type",
              URLENCODED,
              "Content-Encoding",
              "gzip");
      assertThat(request.form().field("a")).hasValue("b");
    }
  }

  @Nested
  class What_is_no_form {
    @ParameterizedTest
    @ValueSource(
        strings = {"text/plain", "application/json", "multipart/mixed; boundary=a", "junk", ""})
    void is_refused_and_told_what_would_be_one(String type) {
      assertThatThrownBy(() -> request(type, "a=1").form())
          .isInstanceOfSatisfying(
              HttpException.class,
              e -> {
                assertThat(e.status().code()).isEqualTo(415);
                assertThat(e.headers())
                    .isEqualTo(
                        Headers.of(
                            "Accept", "application/x-www-form-urlencoded, multipart/form-data"));
              });
      isRefused(415, () -> request(type, "a=1").multipart());
    }

    @Test
    void is_one_of_two_types() {
      Request request =
          Requests.post("/", "a=1", "Content-Type", URLENCODED, "Content-Type", "text/plain");
      isRefused(400, request::form);
    }
  }

  @Nested
  class A_multipart_form {
    private static final String BODY =
        """
        --b
        Content-Disposition: form-data; name="title"

        Ein Film über Ähren
        --b
        Content-Disposition: form-data; name="title"
        Content-Type: text/plain; charset=iso-8859-1

        ÿ
        --b
        Content-Disposition: form-data; name="film"; filename="a.mp4"
        Content-Type: video/mp4

        two
        lines
        --b
        Content-Disposition: form-data; name="none"; filename=""
        Content-Type: application/octet-stream


        --b--
        """
            .replace("\n", "\r\n");

    @Test
    void has_texts_and_files() throws IOException {
      Form form = multipart(BODY.replace("ÿ", "\u00C3")).form();
      assertThat(form.fields()).hasToString("{title=[Ein Film über Ähren, Ã\u0083]}");
      assertThat(form.uploads()).containsOnlyKeys("film");
      Form.Upload film = form.upload("film").orElseThrow();
      assertThat(film.fileName()).hasValue("a.mp4");
      assertThat(film.contentType()).map(MediaType::toString).hasValue("video/mp4");
      assertThat(film.size()).isEqualTo(10);
      assertThat(film.path()).hasContent("two\r\nlines");
    }

    @Test
    void is_the_same_when_asked_again() throws IOException {
      Request request = multipart(BODY);
      assertThat(request.form()).isSameAs(request.form());
      assertThat(request.multipart()).isSameAs(request.multipart());
    }

    @Test
    void leaves_no_files_behind() throws IOException {
      Path kept;
      Path gone;
      try (Request request = multipart(BODY)) {
        gone = request.form().upload("film").orElseThrow().path();
        assertThat(Files.getPosixFilePermissions(gone)).hasToString("[OWNER_READ, OWNER_WRITE]");
      }
      Await.until("the file is deleted", () -> Files.notExists(gone));
      try (Request request = multipart(BODY)) {
        kept = Files.createTempFile("kept", "");
        Path path = request.form().upload("film").orElseThrow().path();
        Files.move(path, kept, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      assertThat(kept).hasContent("two\r\nlines");
      Files.delete(kept);
    }

    @Test
    void is_bounded_in_what_it_takes_of_the_memory() throws IOException {
      FormLimits limits = FormLimits.defaults().withMemory(25);
      assertThat(multipart(BODY).multipart(limits.withMemory(26)).form().fields()).hasSize(1);
      isRefused(413, () -> multipart(BODY).multipart(limits.withMemory(20)).form());
    }

    @Test
    void says_how_large_it_is_before_it_is_read() throws IOException {
      Request request = multipart(BODY);
      isRefused(413, () -> request.multipart(FormLimits.defaults().withTotal(100)));
      assertThat(request.body().read()).isEqualTo('-');
    }

    private static Request multipart(String body) {
      return request("multipart/form-data; boundary=b", body);
    }
  }

  @Nested
  class Its_parts {
    @TempDir Path directory;

    private static final String TWO =
        "--b\r\n"
            + "Content-Disposition: form-data; name=a\r\n\r\n"
            + "first\r\n"
            + "--b\r\n"
            + "Content-Disposition: form-data; name=b; filename=f\r\n\r\n"
            + "second\r\n"
            + "--b--\r\n";

    private static Multipart parts(String body) throws IOException {
      return request("multipart/form-data; boundary=b", body).multipart();
    }

    private static Part part(String disposition) throws IOException {
      return parts("--b\r\nContent-Disposition: " + disposition + "\r\n\r\nx\r\n--b--")
          .next()
          .orElseThrow();
    }

    @Test
    void come_one_after_the_other() throws IOException {
      var seen = new StringBuilder();
      for (Part part : parts(TWO)) {
        seen.append(part.name()).append(part.fileName()).append(part.text());
      }
      assertThat(seen).hasToString("aOptional.emptyfirstbOptional[f]second");
    }

    @Test
    void are_gone_once_the_next_is_asked_for() throws IOException {
      Multipart parts = parts(TWO);
      Part first = parts.next().orElseThrow();
      assertThat(first.body().read()).isEqualTo('f');
      assertThat(parts.next().orElseThrow().text()).isEqualTo("second");
      assertThatThrownBy(first::bytes).isInstanceOf(IOException.class).hasMessageContaining("gone");
      assertThat(parts.next()).isEmpty();
      assertThat(parts.iterator().hasNext()).isFalse();
    }

    @Test
    void are_read_whole_or_from_where_one_is() throws IOException {
      Part part = parts(TWO).next().orElseThrow();
      assertThat(part.body().skip(2)).isEqualTo(2);
      assertThat(part.text()).isEqualTo("rst");
      assertThat(part.bytes()).isSameAs(part.bytes());
      assertThat(part.body().read()).isEqualTo(-1);
    }

    @Test
    void go_into_files() throws IOException {
      Multipart parts = parts(TWO);
      Path file = directory.resolve("file");
      assertThat(parts.next().orElseThrow().saveTo(file)).isEqualTo(5);
      assertThat(file).hasContent("first");
      Path temporary = parts.next().orElseThrow().toTemporaryFile();
      assertThat(temporary).hasContent("second");
      parts.close();
      parts.close();
      assertThat(temporary).doesNotExist();
      assertThat(file).exists();
      assertThatThrownBy(() -> parts(TWO + "").next().orElseThrow().saveTo(directory))
          .isInstanceOf(IOException.class);
    }

    @Test
    void do_not_go_into_files_when_they_are_cut() throws IOException {
      Part part =
          parts("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nfirst").next().orElseThrow();
      isRefused(400, () -> part.saveTo(directory.resolve("file")));
      assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '\0',
        delimiterString = " => ",
        value = {
          "form-data; name=a => a Optional.empty",
          "FORM-DATA;NAME=\"a b\" ;  filename=\"c.txt\" => a b Optional[c.txt]",
          "form-data; name=\"\"; filename=\"\" => Optional[]",
          "form-data; name=\"a\"; => a Optional.empty",
          "form-data; name=\"ü€\"; filename=\"ä\uD83D\uDE00.txt\" => ü€"
              + " Optional[ä\uD83D\uDE00.txt]",
          // browsers
          "form-data; name=\"a%22b%0D%0a\"; filename=\"50%41 %.txt\""
              + " => a\"b<CR><LF> Optional[50%41 %.txt]",
          // other programs
          "form-data; name=\"a\\\"b\\\\c\" => a\"b\\c Optional.empty",
          // paths
          "form-data; name=a; filename=\"C:\\dir\\file.txt\" => a Optional[file.txt]",
          "form-data; name=a; filename=\"/etc/passwd\" => a Optional[passwd]",
          "form-data; name=a; filename=\"../..\" => a Optional[]",
          "form-data; name=a; filename=\".\" => a Optional[]",
          "form-data; name=a; filename=\"x/\" => a Optional[]",
          // names with a charset
          "form-data; name=a; filename*=UTF-8''%E2%82%AC%20b => a Optional[€ b]",
          "form-data; name=a; filename=c; filename*=iso-8859-1'de'%FC => a Optional[ü]",
          "form-data; name*=utf-8''%C3%BC; filename*=\"utf-8''%C3%BC\" => ü Optional[ü]",
          "form-data; name=a; filename=c; filename*=nobody''b => a Optional[c]",
          "form-data; name=a; filename=c; filename*=utf-8''%FC => a Optional[c]",
          "form-data; name=a; filename=c; filename*=c => a Optional[c]",
          "form-data; name=a; filename*=utf-8''..%2F..%5Cb => a Optional[b]",
          // in sections
          "form-data; name=a; filename*0=b%41; filename*1=\" c\" => a Optional[b%41 c]",
          "form-data; name=a; filename*1=\" c\"; filename*0*=utf-8''%C3%BC => a Optional[ü c]",
          "form-data; name=a; filename*0*=utf-8''b; filename*1*=%20c => a Optional[b c]",
          "form-data; name=a; filename=d; filename*1*=%20c; filename*x=1 => a Optional[d]",
          // as in mail
          "form-data; name=\"=?utf-8?Q?=C3=BC_1?=\"; filename=\"=?utf-8?B?w7wudHh0?=\" => ü 1"
              + " Optional[ü.txt]",
          "form-data; name=a; filename=\"b =?iso-8859-1?q?=FC?= =?UTF-8?b?w7w=?=.txt\" => a"
              + " Optional[b üü.txt]",
          "form-data; name=a; filename=\"=?none?B?w7w=?= =?utf-8?B?_?= =?\" => a"
              + " Optional[=?none?B?w7w=?= =?utf-8?B?_?= =?]",
          // percent-encoded
          "form-data; name=a; filename=\"%E6%97%A5%20%221%22.txt\" => a Optional[日 \"1\".txt]",
          "form-data; name=a; filename=\"%E6%97 %C3%BC 50%25 %FC\" => a Optional[%E6%97 %C3%BC"
              + " 50%25 %FC]",
          "form-data; name=a; filename=\"%41%FC\" => a Optional[%41%FC]",
          "form-data; name=\"say \\\"hi\\\"; now\"; filename=\"b\" => say \"hi\"; now Optional[b]",
          // with a backslash at the end
          "form-data; name=\"a\\\"; filename=\"b\" => a\\ Optional[b]",
          "form-data; name=\"a\\\" ;filename*=utf-8''b => a\\ Optional[b]",
          "form-data; filename=b; name=\"a\\\" => a\\ Optional[b]",
          "form-data; name=\"a\\\\\"; filename=\"b\" => a\\ Optional[b]",
          // written carelessly
          "form-data; name=\"a\"b\"; filename=\"c\"d.txt\" => a\"b Optional[c\"d.txt]",
          "form-data; name=a b; filename=c d.txt => a b Optional[c d.txt]",
          "form-data; name=\"a\"; filename=\"b => a Optional[b]",
          "form-data;; name = a ; x; =y ;filename = \"b\" => a Optional[b]",
          "attachment; name=a; filename=b => a Optional[b]",
          "form-data; name=a; name=a; filename=\"b\"; filename=b => a Optional[b]",
          "form-data; name=\"\u00FC\u0080\" => \u00FC\u0080 Optional.empty"
        })
    void have_names(String disposition, String names) throws IOException {
      Part part = part(disposition);
      String name = part.name().replace("\r", "<CR>").replace("\n", "<LF>");
      assertThat((name + " " + part.fileName()).strip()).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "form-data; name=a; name=b",
          "form-data; name=a; filename=b; FileName=c",
          "form-data; name=a; filename*=utf-8''b; filename*=utf-8''c",
          "form-data; name=a; filename*0=b; filename*0=c",
          "form-data; name=a\r\nContent-Disposition: form-data; name=b"
        })
    void are_refused_with_two_names(String disposition) {
      isRefused(400, () -> part(disposition));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "form-data", "form-data; name", "form-data; name=\"\""})
    void may_have_no_name(String disposition) throws IOException {
      assertThat(part(disposition).name()).isEmpty();
      assertThat(part(disposition).text()).isEqualTo("x");
      Part bare = parts("--b\r\n\r\nx\r\n--b--").next().orElseThrow();
      assertThat(bare.name()).isEmpty();
      assertThat(bare.text()).isEqualTo("x");
    }

    @Test
    void are_read_in_the_charset_that_one_of_them_names() throws IOException {
      Multipart parts =
          partsOf(
              "--b|Content-Disposition: form-data; name=_charset_||windows-1252|"
                  + "--b|Content-Disposition: form-data; name=\"\u00FC\"||\u00FC|--b--");
      assertThat(parts.next().orElseThrow().text()).isEqualTo("windows-1252");
      Part part = parts.next().orElseThrow();
      assertThat(part.name() + part.text()).isEqualTo("üü");
      assertThat(part.text(ISO_8859_1)).isEqualTo("ü");
    }

    @Test
    void throw_from_a_loop_what_is_wrong_with_the_body() throws IOException {
      Multipart parts = parts("--b");
      assertThatThrownBy(() -> parts.forEach(Part::name))
          .isInstanceOf(java.io.UncheckedIOException.class)
          .hasCauseInstanceOf(HttpException.class);
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '\0',
        delimiterString = " => ",
        value = {
          "; => the Content-Type has no boundary",
          "; boundary => the Content-Type has no boundary",
          "; boundary= => the boundary is empty",
          "; boundary=\"\" => the boundary is empty",
          "; boundary=\"a \" => the boundary ends with a space",
          "; boundary=\"a => the boundary does not end with its second quote",
          "; boundary=\"a\"b => the boundary does not end with its second quote",
          "; boundary=a b => the boundary has a blank in it, but no quotes around it",
          "; boundary=\u00E4 => the boundary has a character that is not of visible ASCII",
          "; boundary=a; Boundary=b => there is more than one boundary",
          "; boundary=a=b; boundary=a => there is more than one boundary",
          "; boundary=a; boundary=a => there is more than one boundary"
        })
    void need_a_boundary(String parameter, String message) {
      assertThatThrownBy(() -> request("multipart/form-data" + parameter, "--a--").multipart())
          .isInstanceOfSatisfying(
              HttpException.class, e -> assertThat(e.status().code()).isEqualTo(400))
          .hasMessage(message);
    }

    @Test
    void have_a_short_boundary() throws IOException {
      String longest = "a".repeat(70);
      assertThat(request("multipart/form-data; boundary=" + longest, "--" + longest + "--").form())
          .isNotNull();
      assertThatThrownBy(
              () -> request("multipart/form-data; boundary=a" + longest, "--a--").multipart())
          .hasMessage("the boundary is longer than 70 characters");
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '\0',
        delimiterString = " => ",
        value = {
          "boundary=yradnuoB=_1 => yradnuoB=_1",
          "boundary= =_Part_1_=: ; charset=utf-8 => =_Part_1_=:",
          "charset=utf-8;boundary=a/b:c?d,e => a/b:c?d,e",
          "boundary=----{0f8fad5b-d9cb-469f}@x; => ----{0f8fad5b-d9cb-469f}@x",
          "BOUNDARY=a*'()+_ => a*'()+_",
          "boundary=\"a; b=\\\"c\" => a; b=\"c",
          "boundary=\" a b\" ; x => a b"
        })
    void have_any_boundary_that_is_one(String parameters, String boundary) throws IOException {
      String delimiter = "--" + (parameters.contains("\" a b") ? " " : "") + boundary;
      String body = delimiter + "\r\n\r\nx\r\n" + delimiter + "--";
      Request request = request("multipart/form-data; " + parameters, body);
      assertThat(request.form().field("")).hasValue("x");
    }
  }

  @Nested
  class Their_limits {
    @Test
    void change_one_at_a_time() {
      FormLimits limits =
          FormLimits.defaults()
              .withPairs(6)
              .withParts(1)
              .withHead(2)
              .withFields(3)
              .withMemory(4)
              .withTotal(5);
      assertThat(limits)
          .hasToString("FormLimits{pairs=6, parts=1, head=2, fields=3, memory=4, total=5}");
    }

    @Test
    void let_something_in() {
      FormLimits limits = FormLimits.defaults();
      List<ThrowingCallable> bad =
          List.of(
              () -> limits.withPairs(0),
              () -> limits.withParts(0),
              () -> limits.withHead(0),
              () -> limits.withHead(2 << 20),
              () -> limits.withFields(0),
              () -> limits.withMemory(-1),
              () -> limits.withTotal(0));
      assertThat(bad)
          .allSatisfy(
              making -> assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class));
    }
  }

  @Nested
  class A_body_that_is_saved {
    @TempDir Path directory;

    @Test
    void is_a_file_once_it_is_whole() throws IOException {
      Path file = directory.resolve("file");
      assertThat(Requests.post("/", "hello").saveTo(file)).isEqualTo(5);
      assertThat(file).hasContent("hello");
      assertThat(Requests.post("/", "again").saveTo(file, 5)).isEqualTo(5);
      assertThat(file).hasContent("again");
      assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void is_no_file_when_it_is_too_large() throws IOException {
      Path file = Files.writeString(directory.resolve("file"), "before");
      isRefused(413, () -> Requests.post("/", "hello").saveTo(file, 4));
      Request unknown = Requests.post("/", "hello", "Content-Encoding", "identity");
      isRefused(413, () -> unknown.saveTo(file, 4));
      assertThat(file).hasContent("before");
      try (var files = Files.list(directory)) {
        assertThat(files).containsExactly(file);
      }
    }

    @Test
    void takes_the_place_of_nothing_but_a_file() throws IOException {
      Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("folder"));
      Path folder = Files.createDirectory(directory.resolve("folder"));
      for (Path path : List.of(link, folder, directory.resolve("none/file"))) {
        assertThatThrownBy(() -> Requests.post("/", "hello").saveTo(path))
            .isInstanceOf(java.nio.file.FileSystemException.class);
      }
      assertThat(link).isSymbolicLink();
    }
  }

  /// A bar is CR LF, and each character a byte.
  private static Multipart partsOf(String text) throws IOException {
    byte[] body = text.replace("|", "\r\n").getBytes(ISO_8859_1);
    return Requests.of("POST", "/", body, "Content-Type", "multipart/form-data; boundary=b")
        .multipart();
  }

  private static Request request(String type, String body) {
    return Requests.post("/", body, "Content-Type", type);
  }

  private static void isRefused(int status, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            HttpException.class, e -> assertThat(e.status().code()).isEqualTo(status));
  }
}
