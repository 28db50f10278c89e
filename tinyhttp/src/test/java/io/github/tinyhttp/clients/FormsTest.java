package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SetCookie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Forms as programs send them, which differ in how they quote names; and cookies and file names as
/// programs understand them. What a browser does is in [BrowserFormsTest].
class FormsTest extends ClientTest {
  private static final Handler TELL = ToldForm::tell;

  // ---- curl

  @Test
  void curl_sends_fields_and_files() throws IOException {
    String uri = serve(TELL);
    Path large = fileOf(3_000_000);
    Path small = file("small.txt", "a\r\nb\n--\r\n");
    Path empty = file("empty", "");

    assertThat(
            curl(
                "-F",
                "text=hello = wörld",
                "-F",
                "text=again",
                "-F",
                "large=@" + large,
                "-F",
                "several=@" + small,
                "-F",
                "several=@" + empty + ";type=image/png",
                uri))
        .isEqualTo(
            "text=[hello = wörld, again]\n"
                + ("large: 'file-3000000' application/octet-stream " + digest(large) + "\n")
                + ("several: 'small.txt' text/plain " + digest(small) + "\n")
                + ("several: 'empty' image/png " + digest(empty)));
  }

  @Test
  void curl_quotes_names_in_two_ways() throws IOException {
    String uri = serve(TELL);
    Path file = file("plain", "x");
    String digest = " text/plain " + digest(file);
    String[] part = {"-F", "a\"b=@" + file + ";filename=\"ü \\\"q\\\" 50%.txt\"", uri};

    assertThat(curl(part)).isEqualTo("a\"b: 'ü \"q\" 50%.txt'" + digest);
    assertThat(
            curl(Stream.concat(Stream.of("--form-escape"), Stream.of(part)).toArray(String[]::new)))
        .isEqualTo("a\"b: 'ü \"q\" 50%.txt'" + digest);
  }

  @Test
  void curl_sends_pairs() throws IOException {
    String uri = serve(TELL);

    assertThat(curl("-d", "a=1&b=2", "-d", "a=3", "--data-urlencode", "ü=€ & = + %", uri))
        .isEqualTo("a=[1, 3]\nb=[2]\nü=[€ & = + %]");
    assertThat(curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "a=%", uri)).isEqualTo("400");
    assertThat(
            curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Content-Type: a/b", "-d", "", uri))
        .isEqualTo("415");
  }

  @Test
  void curl_is_told_at_once_that_a_form_is_too_large() throws IOException {
    String uri = serve(TELL);
    Path file = directory.resolve("sparse");
    try (var sparse = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(200L << 20);
    }

    assertThat(
            curl("-o", "/dev/null", "-w", "%{http_code} %{size_upload}", "-F", "f=@" + file, uri))
        .isEqualTo("413 0");
  }

  @Test
  void curl_keeps_cookies() throws IOException {
    String uri =
        serve(
            request ->
                switch (request.path()) {
                  case "/set" ->
                      Response.empty()
                          .withCookie(SetCookie.of("sid", "1=2&\"".substring(0, 4)))
                          .withCookie(SetCookie.of("lang", "de").withoutSecure().withoutHttpOnly())
                          .withCookie(SetCookie.of("deep", "x").withPath("/below"));
                  case "/remove" -> Response.empty().withCookie(SetCookie.removal("sid"));
                  default -> Response.text(new java.util.TreeMap<>(request.cookies()).toString());
                });
    String jar = directory.resolve("jar").toString();
    String[] paths = {uri + "/set", uri + "/", uri + "/below", uri + "/remove", uri + "/"};

    assertThat(
            curl(
                Stream.concat(Stream.of("-w", "\n", "-b", jar, "-c", jar), Stream.of(paths))
                    .toArray(String[]::new)))
        .isEqualTo("\n{lang=[de], sid=[1=2&]}\n{deep=[x], lang=[de], sid=[1=2&]}\n\n{lang=[de]}\n");
  }

  @Test
  void curl_saves_an_attachment_under_its_name() throws IOException {
    String uri = serve(_ -> Response.text("x").withAttachment("../na\u00EFve \u20AC.txt"));

    assertThat(curl("-OJ", "--output-dir", directory.toString(), uri + "/other")).isEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files)
          .extracting(file -> file.getFileName().toString())
          .containsExactly(".._na_ve _.txt");
    }
  }

  private static String curl(String... arguments) {
    return Program.run(
            Stream.concat(Stream.of("curl", "-q", "-sS"), Stream.of(arguments))
                .toArray(String[]::new))
        .out();
  }

  // ---- Python

  @Test
  void python_sends_a_multipart_message() throws IOException {
    String uri = serve(TELL);

    assertThat(
            python(
                """
                from email.mime.multipart import MIMEMultipart
                from email.mime.application import MIMEApplication
                from email.encoders import encode_noop
                from email.policy import HTTP
                form = MIMEMultipart('form-data')
                text = MIMEApplication('hello', _encoder=encode_noop)
                text.add_header('Content-Disposition', 'form-data', name='text')
                form.attach(text)
                file = MIMEApplication('a\\r\\nb', 'pdf', _encoder=encode_noop)
                file.add_header('Content-Disposition', 'form-data', name='file', filename='a "b".pdf')
                form.attach(file)
                head, _, body = form.as_bytes(policy=HTTP).partition(b'\\r\\n\\r\\n')
                request = urllib.request.Request(uri, body, {'Content-Type': form['Content-Type']})
                """,
                uri))
        .isEqualTo(
            "text: '' application/octet-stream "
                + digest(file("expected text", "hello"))
                + "\nfile: 'a \"b\".pdf' application/pdf "
                + digest(file("expected", "a\r\nb"))
                + "\n");
  }

  @Test
  void python_sends_pairs_and_reads_names_and_cookies() throws IOException {
    String uri =
        serve(
            request ->
                ToldForm.tell(request)
                    .withAttachment("na\u00EFve \u20AC.txt")
                    .withCookie(SetCookie.of("a", "1").withMaxAge(java.time.Duration.ofDays(1))));

    assertThat(
            python(
                """
                request = urllib.request.Request(uri, urllib.parse.urlencode([('a', 'ü+ &'), ('a', '')]).encode())
                """,
                """
                from email.utils import collapse_rfc2231_value
                names = [value for name, value in response.headers.get_params(header='Content-Disposition') if name == 'filename']
                print(names[0], collapse_rfc2231_value(names[1]) == 'na\\u00efve \\u20ac.txt')
                from http.cookies import SimpleCookie
                print(SimpleCookie(response.headers['Set-Cookie'])['a'].OutputString())
                """,
                uri))
        .isEqualTo(
            "a=[ü+ &, ]\n"
                + "na_ve _.txt True\n"
                + "a=1; HttpOnly; Max-Age=86400; Path=/; SameSite=Lax; Secure\n");
  }

  private String python(String before, String uri) throws IOException {
    return python(before, "", uri);
  }

  private String python(String before, String after, String uri) throws IOException {
    String script =
        """
        import sys, urllib.parse, urllib.request
        uri = '%s'
        %s
        response = urllib.request.urlopen(request, timeout=60)
        sys.stdout.buffer.write(response.read() + b'\\n')
        sys.stdout.flush()
        %s
        """
            .formatted(uri, before, after);
    return Program.run("python3", "-I", file("script.py", script).toString()).out();
  }

  // ---- Node

  @Test
  void node_sends_form_data() throws IOException {
    String uri = serve(TELL);

    assertThat(
            node(
                """
                const form = new FormData();
                form.append('text', 'hello wörld');
                form.append('a "quoted"\\r\\nname', 'x');
                form.append('file', new File(['x'], 'ü "1" \\\\2.txt', {type: 'text/plain'}));
                form.append('file', new Blob(['x']));
                console.log(await (await fetch('%s', {method: 'POST', body: form})).text());
                const pairs = new URLSearchParams([['a', '1 +&='], ['ü', '']]);
                console.log(await (await fetch('%s', {method: 'POST', body: pairs})).text());
                console.log((await fetch('%s', {method: 'POST', body: new FormData()})).status);
                """
                    .formatted(uri, uri, uri)))
        .isEqualTo(
            "text=[hello wörld]\na \"quoted\"\r\nname=[x]\n"
                + ("file: '2.txt' text/plain " + digest(file("expected", "x")) + "\n")
                + ("file: 'blob' application/octet-stream " + digest(file("expected", "x")) + "\n")
                + "a=[1 +&=]\nü=[]\n200\n");
  }

  private String node(String script) throws IOException {
    return Program.run("node", file("script.mjs", script).toString()).out();
  }
}
