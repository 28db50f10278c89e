package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Response;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Queries that clients send as their users type them, such as those of Prometheus, with bytes that
/// no URI has.
class QueriesTest extends ClientTest {
  private static final String RAW = "/api?query=up{job=\"x\"}<1&b=|^`\\>[]";
  private static final String TARGET = "/api?query=up{job=%22x%22}%3C1&b=|^`\\%3E[]";
  private static final String URI_OF_IT =
      "/api?query=up%7Bjob=%22x%22%7D%3C1&b=%7C%5E%60%5C%3E%5B%5D";

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /// Notes what a handler sees of such a query.
  private String serveQueries() throws IOException {
    return serve(
        request -> {
          String uri = request.uri().getRawPath() + "?" + request.uri().getRawQuery();
          seen.add(request.target() + " " + uri);
          return Response.text(request.queryParameter("query").orElse("none"));
        });
  }

  private void isUnderstood(String response) {
    assertThat(response).isEqualTo("up{job=\"x\"}<1");
    assertThat(seen).containsOnly(TARGET + " " + URI_OF_IT);
  }

  @Test
  void curl_sends_them() throws IOException {
    isUnderstood(Program.run("curl", "-sg", serveQueries() + RAW).out());
  }

  @Test
  void curl_sends_utf_8() throws IOException {
    String uri = serve(request -> Response.text(request.queryParameters() + request.target()));

    assertThat(Program.run("curl", "-sg", uri + "/?q=Zürich&ö=%C3%BC").out())
        .isEqualTo("{q=[Zürich], ö=[ü]}/?q=Z%C3%BCrich&%C3%B6=%C3%BC");
  }

  /// As an application does that has moved: by a redirect to the same target.
  @Test
  void curl_follows_a_redirect_with_them() throws IOException {
    String uri =
        serve(
            request ->
                request.path().equals("/old")
                    ? Response.redirect(307, "/api?" + request.query().orElseThrow())
                    : Response.text(request.queryParameters().toString()));

    assertThat(Program.run("curl", "-sgL", uri + RAW.replace("/api", "/old")).out())
        .isEqualTo("{query=[up{job=\"x\"}<1], b=[|^`\\>[]]}");
  }

  @Test
  void ab_sends_them() throws IOException {
    String uri = serveQueries();

    assertThat(Program.run("ab", "-q", "-k", "-n", "2", uri + RAW).out())
        .doesNotContain("Non-2xx responses");
    assertThat(seen).hasSize(2).containsOnly(TARGET + " " + URI_OF_IT);
  }

  @Test
  void python_sends_them() throws IOException {
    String uri = serveQueries();
    String script =
        """
        import http.client, sys, urllib.parse, urllib.request
        uri, target = sys.argv[1:]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        print(opener.open(uri + target).read().decode())
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(uri).netloc)
        connection.request('GET', target)
        print(connection.getresponse().read().decode())
        """;

    List<String> lines = Program.run("python3", "-I", "-c", script, uri, RAW).lines();

    assertThat(lines).hasSize(2);
    lines.forEach(this::isUnderstood);
  }

  @Test
  void node_sends_them() throws IOException {
    String uri = serveQueries();
    String script =
        """
        import http from 'node:http';
        import {once} from 'node:events';
        import {text} from 'node:stream/consumers';
        const {hostname, port} = new URL('%s');
        const request = http.get({hostname, port, path: process.argv[2], agent: false});
        const [response] = await once(request, 'response');
        process.stdout.write(await text(response));
        """
            .formatted(uri);

    isUnderstood(Program.run("node", file("script.mjs", script).toString(), RAW).out());
  }

  @Test
  @SuppressWarnings("deprecation") // a URI would not take it, and the class under test is older
  void the_url_connection_of_java_sends_them() throws IOException {
    var connection = (HttpURLConnection) new URL(serveQueries() + RAW).openConnection();
    try (var content = connection.getInputStream()) {
      isUnderstood(new String(content.readAllBytes(), StandardCharsets.UTF_8));
    }
    connection.disconnect();
  }
}
