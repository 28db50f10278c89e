package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SetCookie;
import io.github.tinyhttp.syntax.CharsetNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forms as programs send them, which differ in how they quote names; and cookies and file names as
/// programs understand them.
class FormsTest extends ClientTest {
  /// Tells what was sent: a line for each field and for each file.
  private static Response tell(Request request) throws IOException {
    Form form = request.form();
    var lines = new StringJoiner("\n");
    form.fields().forEach((name, values) -> lines.add(name + "=" + values));
    for (var uploads : form.uploads().entrySet()) {
      for (Form.Upload upload : uploads.getValue()) {
        String type = upload.contentType().map(Object::toString).orElse("none");
        lines.add(
            "%s: '%s' %s %s"
                .formatted(
                    uploads.getKey(), upload.fileName().orElse(""), type, digest(upload.path())));
      }
    }
    return Response.text(lines.toString());
  }

  private static final Handler TELL = FormsTest::tell;

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
                tell(request)
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
        response = urllib.request.urlopen(request, timeout=20)
        sys.stdout.buffer.write(response.read() + b'\\n')
        sys.stdout.flush()
        %s
        """
            .formatted(uri, before, after);
    return Program.run("python3", "-I", file("script.py", script).toString()).out();
  }

  // ---- Node and a browser

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

  /// A form that a user fills in, with a file of a name that has to be escaped; and what the
  /// browser makes of the response's cookie.
  @Test
  void chromium_submits_a_form() throws IOException {
    String page =
        """
        <!doctype html><meta charset="utf-8">
        <iframe name="answer"></iframe>
        <form method="post" enctype="multipart/form-data" target="answer">
          <input name='a "b"' value="wörld"><textarea name="lines">one
        two</textarea>
          <input type="file" name="file"><input type="file" name="none">
        </form>
        <pre></pre>
        <script>
          const files = new DataTransfer();
          files.items.add(new File(['x'], 'ü "1" 50%22.txt', {type: 'text/plain'}));
          const form = document.forms[0], frame = document.querySelector('iframe');
          form.elements.file.files = files.files;
          frame.onload = async () => {
            const text = frame.contentDocument?.body?.innerText;
            if (text) document.querySelector('pre').textContent =
                text + '|' + await (await fetch('/cookies')).text() + '|' + document.cookie;
          };
          form.submit();
        </script>
        """;
    String uri =
        serve(
                request ->
                    switch (request.path()) {
                      case "/cookies" -> Response.text(request.cookies().toString());
                      case "/favicon.ico" -> Response.status(404);
                      default ->
                          request.method().isSafe()
                              ? Response.html(page)
                              : tell(request).withCookie(SetCookie.of("__Host-a", "1"));
                    })
            .replace("127.0.0.1", "localhost");

    String dom =
        Program.run(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory,
                "--virtual-time-budget=20000",
                "--dump-dom",
                uri)
            .out();
    String response = dom.substring(dom.indexOf("<pre>") + 5, dom.indexOf("</pre>"));
    assertThat(response)
        .isEqualTo(
            "a \"b\"=[wörld]\nlines=[one\ntwo]\n"
                + ("file: 'ü \"1\" 50\".txt' text/plain " + digest(file("expected", "x")))
                + "|{__Host-a=[1]}|");
  }

  /// Old pages have another charset than UTF-8, and a hidden field that tells the server of it.
  @ParameterizedTest
  @CsvSource({"windows-1252, Straße, Jürgen – €5", "Shift_JIS, 表, 表示 ①"})
  void chromium_submits_forms_in_the_charset_of_the_page(String charset, String name, String value)
      throws IOException {
    String page =
        """
        <!doctype html><meta charset="%1$s"><iframe name="1"></iframe><iframe name="2"></iframe>
        <form method="post" target="1" enctype="multipart/form-data">
          <input name="%2$s" value="%3$s"><input type="hidden" name="_charset_">
          <input type="file" name="file">
        </form>
        <form method="post" target="2" action="/urlencoded">
          <input name="%2$s" value="%3$s"><input type="hidden" name="_charset_">
        </form>
        <script>
          const files = new DataTransfer();
          files.items.add(new File(['x'], '%2$s.txt', {type: 'text/plain'}));
          document.forms[0].elements.file.files = files.files;
          for (const form of document.forms) form.submit();
        </script>
        """
            .formatted(charset, name, value);
    byte[] bytes = page.getBytes(CharsetNames.charset(charset).orElseThrow());
    var told = new ConcurrentHashMap<String, String>();
    String uri =
        serve(
            request -> {
              if (request.method().isSafe()) {
                return Response.bytes(bytes).withType("text/html");
              }
              Form form = request.form();
              told.put(
                  request.path(),
                  form.field(name).orElse("no field")
                      + form.upload("file").flatMap(Form.Upload::fileName).orElse(""));
              return Response.empty();
            });

    Program.run(
        "chromium",
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--user-data-dir=" + directory,
        "--virtual-time-budget=20000",
        "--dump-dom",
        uri + "/");
    assertThat(told)
        .containsOnly(
            java.util.Map.entry("/", value + name + ".txt"),
            java.util.Map.entry("/urlencoded", value));
  }

  @Test
  void chromium_sends_what_a_script_puts_into_a_cookie() throws IOException {
    String uri =
        serve(
            request ->
                request.path().equals("/cookies")
                    ? Response.text(
                        request.cookie("name").orElse("")
                            + request.cookie("a[b]").orElse("")
                            + request.decodedCookie("coded").orElse(""))
                    : Response.html(
                        """
                        <!doctype html><meta charset="utf-8"><pre></pre><script>
                          document.cookie = 'name=Jürgen';
                          document.cookie = 'a[b]= 1';
                          document.cookie = 'coded=' + encodeURIComponent('; ü %');
                          fetch('/cookies').then(response => response.text()).then(text => {
                            document.querySelector('pre').textContent = text;
                          });
                        </script>
                        """));

    String dom =
        Program.run(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory,
                "--virtual-time-budget=20000",
                "--dump-dom",
                uri + "/")
            .out();
    assertThat(dom).contains("<pre>Jürgen1; ü %</pre>");
  }
}
