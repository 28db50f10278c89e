package io.github.tinyhttp.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Headless Chromium, driven by `chromedriver` with the W3C WebDriver protocol.
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Process driver;
  private final HttpClient client = HttpClient.newHttpClient();
  private final String session;

  /// @param profile an empty directory for the browser's profile
  Browser(Path profile) throws IOException, InterruptedException {
    driver = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true).start();
    try {
      String root = "http://127.0.0.1:" + port(driver.inputReader(StandardCharsets.UTF_8));
      String arguments =
          ARGUMENTS.stream().map(one -> '"' + one + '"').collect(Collectors.joining(","));
      String created =
          post(
              root + "/session",
              """
              {"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": [%s, "--user-data-dir=%s"]},
                "timeouts": {"script": 30000}}}}
              """
                  .formatted(arguments, profile));
      session = root + "/session/" + first("\"sessionId\":\"([^\"]+)\"", created);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private static String port(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = Pattern.compile("started successfully on port (\\d+)").matcher(line);
      if (matcher.find()) {
        Thread.ofVirtual()
            .start(
                () ->
                    output
                        .lines()
                        .forEach(_ -> {})); // drains the pipe, so that the driver never waits
        return matcher.group(1);
      }
    }
    throw new AssertionError("chromedriver has not started");
  }

  /// Opens a page in a new tab, and makes it the current one.
  ///
  /// @return the tab's handle
  String open(URI page) throws IOException, InterruptedException {
    String created = post(session + "/window/new", "{\"type\": \"tab\"}");
    String tab = first("\"handle\":\"([^\"]+)\"", created);
    show(tab);
    post(session + "/url", "{\"url\": \"%s\"}".formatted(page));
    return tab;
  }

  /// Makes a tab the current one.
  void show(String tab) throws IOException, InterruptedException {
    post(session + "/window", "{\"handle\": \"%s\"}".formatted(tab));
  }

  /// Types into an element of the page.
  void type(String selector, String text) throws IOException, InterruptedException {
    post(element(selector) + "/value", "{\"text\": \"%s\"}".formatted(text));
  }

  void click(String selector) throws IOException, InterruptedException {
    post(element(selector) + "/click", "{}");
  }

  private String element(String selector) throws IOException, InterruptedException {
    String found =
        post(
            session + "/element",
            "{\"using\": \"css selector\", \"value\": \"%s\"}".formatted(selector));
    return session + "/element/" + first("\"element-[^\"]+\":\"([^\"]+)\"", found);
  }

  /// Waits until a JavaScript expression is true in the page.
  void await(String condition) throws IOException, InterruptedException {
    String script =
        """
        const done = arguments[0];
        const look = () => (%s) ? done(true) : setTimeout(look, 20);
        look();
        """
            .formatted(condition);
    String result =
        post(
            session + "/execute/async",
            "{\"script\": \"%s\", \"args\": []}"
                .formatted(script.replace("\"", "\\\"").replace("\n", "\\n")));
    if (!result.contains("true")) {
      throw new AssertionError(result);
    }
  }

  private String post(String uri, String json) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(uri))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(uri + " " + json + ": " + response.body());
    }
    return response.body();
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(text);
    }
    return matcher.group(1);
  }

  @Override
  public void close() throws IOException {
    try {
      client.send(
          HttpRequest.newBuilder(URI.create(session)).timeout(PATIENCE).DELETE().build(),
          HttpResponse.BodyHandlers.discarding());
      driver.destroy();
      driver.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroyForcibly();
      client.shutdownNow();
    }
  }
}
