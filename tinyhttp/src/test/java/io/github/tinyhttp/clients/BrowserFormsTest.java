package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Form;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.SetCookie;
import io.github.tinyhttp.syntax.CharsetNames;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Browser;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forms and cookies as Chromium sends them.
class BrowserFormsTest extends ClientTest {
  private static final String SHOWN = "document.querySelector('pre').textContent";

  @AutoClose private static Browser browser;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws Exception {
    browser = new Browser(profile);
  }

  /// A form that a user fills in, with a file of a name that has to be escaped; and what the
  /// browser makes of the response's cookie.
  @Test
  void chromium_submits_a_form() throws Exception {
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
                              : ToldForm.tell(request).withCookie(SetCookie.of("__Host-a", "1"));
                    })
            .replace("127.0.0.1", "localhost");

    browser.open(uri);
    assertThat(browser.awaitText(SHOWN))
        .isEqualTo(
            "a \"b\"=[wörld]\nlines=[one\ntwo]\n"
                + ("file: 'ü \"1\" 50\".txt' text/plain " + digest(file("expected", "x")))
                + "|{__Host-a=[1]}|");
  }

  /// Old pages have another charset than UTF-8, and a hidden field that tells the server of it.
  @ParameterizedTest
  @CsvSource({"windows-1252, Straße, Jürgen – €5", "Shift_JIS, 表, 表示 ①"})
  void chromium_submits_forms_in_the_charset_of_the_page(String charset, String name, String value)
      throws Exception {
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

    browser.open(uri + "/");
    Await.until("both forms have come", () -> told.size() == 2);
    assertThat(told)
        .containsOnly(Map.entry("/", value + name + ".txt"), Map.entry("/urlencoded", value));
  }

  @Test
  void chromium_sends_what_a_script_puts_into_a_cookie() throws Exception {
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

    browser.open(uri + "/");
    assertThat(browser.awaitText(SHOWN)).isEqualTo("Jürgen1; ü %");
  }
}
