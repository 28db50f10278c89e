package io.github.tinyhttp.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.EventStream.Event;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.Browser;
import io.github.tinyhttp.testkit.TestCertificate;
import io.github.tinyhttp.tls.Tls;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chromium, which speaks HTTP/2 over TLS, and does there what HTTP/1.1 keeps it from.
class Http2BrowserTest extends ClientTest {
  private static final int STREAMS = 12;

  /// Twelve streams of events in one page, where HTTP/1.1 has six connections for all pages.
  private static final String EVENTS =
      """
      <!doctype html><title>waiting</title><script>
        const seen = new Set();
        for (let i = 0; i < 12; i++) {
          const source = new EventSource('/events?' + i);
          source.onmessage = event => {
            seen.add(event.data);
            if (seen.size === 12) fetch('/all').then(async got => document.title = await got.text());
          };
        }
      </script>
      """;

  private static final String UPLOADS =
      """
      <!doctype html><title>waiting</title><script>
        const octets = n => new Blob([new Uint8Array(3_000_000).fill(n)]);
        Promise.all([...Array(10).keys()].map(async n => {
          const form = new FormData();
          form.append('file', octets(n), 'name');
          const length = await (await fetch('/form', {method: 'POST', body: form})).text();
          return length === '3000000';
        })).then(all => document.title = all.every(one => one));
      </script>
      """;

  private static TestCertificate certificate;
  @AutoClose private static Browser browser;

  private final AtomicInteger connections = new AtomicInteger();
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Set<String> refusals = ConcurrentHashMap.newKeySet();
  private final CountDownLatch allStreams = new CountDownLatch(STREAMS);
  private String uri;

  @BeforeAll
  static void openBrowser(@TempDir Path folder) throws Exception {
    certificate = TestCertificate.forLocalhost(folder);
    byte[] key = certificate.certificate().getPublicKey().getEncoded();
    String trusted =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
    browser =
        new Browser(folder.resolve("profile"), "--ignore-certificate-errors-spki-list=" + trusted);
  }

  @BeforeEach
  void start() throws Exception {
    var events =
        new ServerEvents() {
          @Override
          public void connected(ConnectionEvent connection) {
            connections.incrementAndGet();
          }

          @Override
          public void refused(RefusalEvent refusal) {
            String rule = refusal.rule().toString();
            refusals.add(rule);
          }
        };
    Server server =
        closedAfter(
            Server.builder()
                .bind(0)
                .tls(Tls.pem(certificate.chain(), certificate.key()))
                .events(events)
                .handler(this::respond)
                .start());
    uri = "https://localhost:" + server.port();
  }

  private Response respond(Request request) throws Exception {
    versions.put(request.target(), request.version().toString());
    return switch (request.path()) {
      case "/page" -> page();
      case "/item" -> Response.of(200, "text/css", "#i%s {}".formatted(request.query().get()));
      case "/event-page" -> Response.html(EVENTS);
      case "/events" -> events(request);
      case "/all" -> {
        Await.opened(allStreams);
        yield Response.text("all streams at once");
      }
      case "/upload-page" -> Response.html(UPLOADS);
      case "/form" ->
          Response.text("" + request.form().upload("file").orElseThrow().path().toFile().length());
      case "/hinted" -> hinted(request);
      case "/early.css" -> Response.of(200, "text/css", "p { color: red }");
      default -> Response.text("small");
    };
  }

  /// A page of 200 resources.
  private static Response page() {
    String links =
        IntStream.range(0, 200)
            .mapToObj("<link rel=stylesheet href='/item?%d'>\n"::formatted)
            .collect(Collectors.joining());
    String script =
        "<script>onload = () => document.title ="
            + " [...document.styleSheets].filter(one => one.cssRules.length === 1).length</script>";
    return Response.html("<!doctype html><title>waiting</title>" + links + script);
  }

  private Response events(Request request) {
    return Response.events(
        stream -> {
          stream.send(Event.of("from " + request.query().orElseThrow()));
          allStreams.countDown();
          Await.opened(allStreams);
        });
  }

  /// The browser asks for the style sheet before it has the page.
  private Response hinted(Request request) throws Exception {
    request.inform(103, Headers.of("Link", "</early.css>; rel=preload; as=style"));
    Await.until("the browser has taken the hint", () -> versions.containsKey("/early.css"));
    return Response.html(
        """
        <!doctype html><title>waiting</title><link rel=stylesheet href=/early.css><p>red
        <script>onload = () => document.title =
            getComputedStyle(document.querySelector('p')).color</script>
        """);
  }

  private String titleOf(String path) throws Exception {
    browser.open(uri + path);
    String title = browser.awaitTitleOtherThan("waiting");
    assertThat(versions).containsEntry(path, "HTTP/2");
    assertThat(refusals).noneMatch(rule -> rule.startsWith("ENHANCE_YOUR_CALM"));
    return title;
  }

  @Test
  void a_page_of_two_hundred_resources_takes_one_connection() throws Exception {
    assertThat(titleOf("/page")).isEqualTo("200");
    assertThat(versions).containsEntry("/item?199", "HTTP/2");
    assertThat(connections).hasValueLessThan(3); // one of them may be spare
  }

  @Test
  void a_page_has_more_streams_of_events_than_connections() throws Exception {
    assertThat(titleOf("/event-page")).isEqualTo("all streams at once");
  }

  @Test
  void uploads_share_a_connection() throws Exception {
    assertThat(titleOf("/upload-page")).isEqualTo("true");
  }

  @Test
  void a_page_is_hinted_at() throws Exception {
    assertThat(titleOf("/hinted")).isEqualTo("rgb(255, 0, 0)");
  }
}
