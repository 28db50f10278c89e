package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.CrossOriginProtection;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.filters.Cors;
import io.github.tinyhttp.testkit.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A browser with a page of one origin and a server of another. The port alone makes two origins.
class CrossOriginTest extends ClientTest {
  /// Says which of some requests a script may make and read.
  private static final String PAGE =
      """
      <!doctype html>
      <title>waiting</title>
      <body><script>
        const attempt = async (path, options) => {
          try {
            const response = await fetch("%s" + path, options);
            return response.status + ":" + await response.text();
          } catch (e) {
            return "blocked";
          }
        };
        (async () => {
          const results = [
            await attempt("/get", {}),
            await attempt("/post", {method: "POST", body: "x"}),
            await attempt("/put", {method: "PUT", headers: {"X-A": "b"}, body: "x"}),
            await attempt("/delete", {method: "DELETE"}),
            await attempt("/fails", {}),
          ];
          document.title = results.join(" ");
        })();
      </script>
      """;

  @AutoClose private static Browser browser;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) throws Exception {
    browser = new Browser(profile);
  }

  private String titleOf(String page, Server other) throws Exception {
    String uri = serve(_ -> Response.html(page.formatted(other.uri())));
    browser.open(uri);
    return browser.awaitTitleOtherThan("waiting");
  }

  private static Handler counting(AtomicInteger changes) {
    return request -> {
      if (request.path().equals("/fails")) {
        throw new HttpException(418, "no coffee");
      }
      if (!request.method().isSafe()) {
        changes.incrementAndGet();
      }
      return Response.text(request.path());
    };
  }

  @Test
  void a_script_reads_what_cors_allows() throws Exception {
    var changes = new AtomicInteger();
    Cors rules =
        Cors.of("http://127.0.0.1:1", "http://*.example")
            .withMethods(HttpMethod.PUT)
            .withRequestHeaders("X-A");
    Server closed = server(rules.wrap(counting(changes)));
    assertThat(titleOf(PAGE, closed)).isEqualTo("blocked blocked blocked blocked blocked");
    assertThat(changes).as("a simple POST is sent, though not read").hasValue(1);

    Server open =
        server(
            Cors.anyOrigin()
                .withMethods(HttpMethod.PUT)
                .withRequestHeaders("X-A")
                .wrap(counting(changes)));
    assertThat(titleOf(PAGE, open)).isEqualTo("200:/get 200:/post 200:/put blocked 418:no coffee");
    assertThat(changes).hasValue(3);
  }

  @Test
  void a_page_of_another_origin_changes_nothing() throws Exception {
    var changes = new AtomicInteger();
    Handler readable = Cors.anyOrigin().wrap(counting(changes));
    Server guarded = guarded(readable);
    assertThat(titleOf(PAGE, guarded)).startsWith("200:/get ");
    assertThat(changes).hasValue(0);
  }

  @Test
  void a_page_of_the_server_itself_does() throws Exception {
    var changes = new AtomicInteger();
    String form =
        """
        <!doctype html>
        <title>waiting</title>
        <body><form method=post action=/post><input name=a></form>
        <script>document.forms[0].submit();</script>
        """;
    Handler handler = counting(changes);
    Server server =
        guarded(
            request ->
                request.path().equals("/")
                    ? Response.html(form)
                    : Response.html(
                        "<title>" + handler.handle(request).status().code() + "</title>"));
    browser.open(server.uri().toString());
    assertThat(browser.awaitTitleOtherThan("waiting")).isEqualTo("200");
    assertThat(changes).hasValue(1);
  }

  private Server guarded(Handler handler) throws IOException {
    return closedAfter(
        Server.builder()
            .bind(0)
            .crossOriginProtection(CrossOriginProtection.defaults())
            .handler(handler)
            .start());
  }
}
