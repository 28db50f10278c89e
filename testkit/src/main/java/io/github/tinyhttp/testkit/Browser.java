package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Chromium without a window, told what to do through its WebDriver server (the protocol that
/// browsers have for tests: JSON over HTTP).
public final class Browser implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("successfully on port (\\d+)");
  private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([^\"]+)\"");
  private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  /// @param profile a directory for the browser alone, which need not be there
  /// @param more arguments
  public Browser(Path profile, String... more) throws Exception {
    var builder = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    driver = builder.start();
    try {
      String base = "http://127.0.0.1:" + port() + "/session";
      String options =
          """
          {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--no-proxy-server",
            %s"--user-data-dir=%s"]}}}}
          """
              .formatted(
                  Stream.of(more).map(one -> "\"" + one + "\", ").collect(Collectors.joining()),
                  profile);
      session = base + "/" + find(SESSION, send(base, Optional.of(options)));
    } catch (Exception | Error e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private String port() throws IOException {
    var output = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Optional<MatchResult> match = PORT.matcher(line).results().findFirst();
      if (match.isPresent()) {
        return match.get().group(1);
      }
    }
    throw new AssertionError("chromedriver has ended");
  }

  private static String find(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + pattern + " in " + text))
        .group(1);
  }

  private String send(String uri, Optional<String> json) throws Exception {
    var request = HttpRequest.newBuilder();
    json.ifPresent(body -> request.POST(HttpRequest.BodyPublishers.ofString(body)));
    return send(uri, request);
  }

  private String send(String uri, HttpRequest.Builder request) throws Exception {
    request.uri(URI.create(uri)).timeout(Duration.ofSeconds(60));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /// Opens a page.
  public void open(String uri) throws Exception {
    send(session + "/url", Optional.of("{\"url\": \"" + uri + "\"}"));
  }

  /// Waits until a script of the page has changed its title. The browser waits, not this thread.
  public String awaitTitleOtherThan(String title) throws Exception {
    String script =
        "const done = arguments[0];"
            + "const look = () => document.title === '"
            + title
            + "' ? setTimeout(look, 10) : done(document.title); look();";
    String response =
        send(
            session + "/execute/async",
            Optional.of("{\"script\": \"" + script + "\", \"args\": []}"));
    return find(VALUE, response).translateEscapes();
  }

  @Override
  public void close() {
    try {
      send(session, HttpRequest.newBuilder().DELETE());
    } catch (Exception e) {
      throw new AssertionError("the browser does not end", e);
    } finally {
      driver.destroy();
      client.close();
    }
  }
}
