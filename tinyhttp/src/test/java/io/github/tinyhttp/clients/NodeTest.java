package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Upgrade;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Node's `fetch` and its `http` module, whose parser takes nothing that is not in the grammar.
class NodeTest extends ClientTest {
  @Test
  void fetches() throws IOException {
    String uri =
        serve(
            request ->
                Response.json("{\"path\": \"" + request.path() + "\"}")
                    .withAddedHeader("Set-Cookie", "a=1")
                    .withAddedHeader("Set-Cookie", "b=2"));

    assertThat(
            node(
                """
                const response = await fetch(uri + '/a');
                console.log(response.status, (await response.json()).path);
                console.log(response.headers.getSetCookie().join(' '));
                """,
                uri))
        .isEqualTo("200 /a\na=1 b=2\n");
  }

  @Test
  void fetches_many_at_once_and_posts() throws IOException {
    String uri = serve(request -> Response.text(request.text()));

    assertThat(
            node(
                """
                const responses = await Promise.all(Array.from({length: 200}, (_, i) =>
                    fetch(uri, {method: 'POST', body: `${i}`}).then(response => response.text())));
                console.log(responses.every((text, i) => text === `${i}`));
                """,
                uri))
        .isEqualTo("true\n");
  }

  @Test
  void uploads_a_stream() throws IOException {
    String uri = serve(request -> Response.text(request.contentLength() + " " + request.text()));

    assertThat(
            node(
                """
                const parts = async function* () { yield Buffer.from('one '); yield Buffer.from('two'); };
                const response = await fetch(uri, {method: 'PUT', body: parts(), duplex: 'half'});
                console.log(await response.text());
                """,
                uri))
        .isEqualTo("OptionalLong.empty one two\n");
  }

  @Test
  void uses_a_connection_again() throws IOException {
    String uri = serve(_ -> Response.text("hello"));

    assertThat(
            node(
                """
                const agent = new http.Agent({keepAlive: true, maxSockets: 1});
                for (let i = 0; i < 3; i++) {
                  const request = http.get(uri, {agent});
                  const [response] = await once(request, 'response');
                  console.log(request.reusedSocket, await text(response));
                }
                agent.destroy();
                """,
                uri))
        .isEqualTo("false hello\ntrue hello\ntrue hello\n");
  }

  @Test
  void sends_and_reads_trailers() throws IOException {
    String uri =
        serve(
            request -> {
              String body = request.text();
              return Response.text(body)
                  .withTrailers(
                      Headers.of("Back", request.trailers().first("There").orElse("lost")));
            });

    assertThat(
            node(
                """
                const request = http.request(uri, {
                  method: 'POST', agent: false,
                  headers: {'TE': 'trailers', 'Connection': 'TE', 'Trailer': 'There'}});
                request.write('content');
                request.addTrailers({'There': 'and back'});
                request.end();
                const [response] = await once(request, 'response');
                console.log(await text(response), response.trailers.back);
                """,
                uri))
        .isEqualTo("content and back\n");
  }

  @Test
  void hears_interim_responses() throws IOException {
    String uri =
        serve(
            request -> {
              request.inform(103, Headers.of("Link", "</style.css>; rel=preload"));
              return Response.text(request.text());
            });

    assertThat(
            node(
                """
                const request = http.request(uri, {
                  method: 'POST', agent: false, headers: {'Expect': '100-continue', 'Content-Length': 4}});
                request.on('information', response => console.log(response.statusCode, response.headers.link));
                request.on('continue', () => request.end('body'));
                request.flushHeaders();
                const [response] = await once(request, 'response');
                console.log(await text(response));
                """,
                uri))
        .isEqualTo("103 </style.css>; rel=preload\n100 undefined\nbody\n");
  }

  @Test
  void switches_protocols() throws IOException {
    String uri =
        serve(
            request -> {
              try (Upgrade upgrade = request.upgrade("echo", Response.empty())) {
                upgrade.input().transferTo(upgrade.output());
              }
              return Response.handled();
            });

    assertThat(
            node(
                """
                const request = http.get(uri, {headers: {'Connection': 'Upgrade', 'Upgrade': 'echo'}});
                const [response, socket] = await once(request, 'upgrade');
                socket.write('over and ');
                socket.end('out');
                console.log(response.statusCode, response.headers.upgrade, await text(socket));
                """,
                uri))
        .isEqualTo("101 echo over and out\n");
  }

  /// What a script prints that is given the server's `uri`.
  private String node(String script, String uri) throws IOException {
    String head =
        """
        import http from 'node:http';
        import {once} from 'node:events';
        import {text} from 'node:stream/consumers';
        const uri = '%s';
        """
            .formatted(uri);
    return Program.run("node", file("script.mjs", head + script).toString()).out();
  }
}
