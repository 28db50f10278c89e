package io.github.tinyhttp.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A session of Chromium's WebDriver server: the protocol that browsers have for tests, which is
/// JSON over HTTP.
final class WebDriver implements AutoCloseable {
  /// Only a test that fails waits that long.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  /// @param capabilities what the browser is asked for, in JSON
  WebDriver(String capabilities) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("chromedriver", "--port=0").redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    driver = builder.start();
    try {
      String sessions = "http://127.0.0.1:" + port() + "/session";
      String created = send(HttpRequest.newBuilder().POST(json(capabilities)), sessions);
      session = sessions + "/" + first("\"sessionId\":\"([^\"]+)\"", created);
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      end();
      throw e;
    }
  }

  private String port() throws IOException {
    BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = Pattern.compile("successfully on port (\\d+)").matcher(line);
      if (matcher.find()) {
        // The driver must never wait for a reader of what it prints.
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return matcher.group(1);
      }
    }
    throw new AssertionError("chromedriver has ended");
  }

  /// Gives a command to the browser.
  ///
  /// @param command its path in the session
  /// @return the response, in JSON
  /// @throws AssertionError if the browser refuses
  String post(String command, String arguments) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().POST(json(arguments)), session + command);
  }

  private static HttpRequest.BodyPublisher json(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private String send(HttpRequest.Builder request, String uri)
      throws IOException, InterruptedException {
    request.uri(URI.create(uri)).timeout(PATIENCE);
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(uri + ": " + response.body());
    }
    return response.body();
  }

  /// The first group of a pattern that has to be in `text`.
  static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  /// Ends the browser, and whatever it has started: none of it writes into the directory of its
  /// profile any more, which the test is about to delete.
  @Override
  public void close() {
    List<ProcessHandle> started = driver.descendants().toList();
    try {
      send(HttpRequest.newBuilder().DELETE(), session);
    } catch (IOException e) {
      throw new AssertionError("the browser does not end", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the browser ends", e);
    } finally {
      started.forEach(ProcessHandle::destroyForcibly);
      end();
    }
  }

  private void end() {
    driver.descendants().forEach(ProcessHandle::destroyForcibly);
    driver.destroyForcibly();
    client.shutdownNow();
  }
}
