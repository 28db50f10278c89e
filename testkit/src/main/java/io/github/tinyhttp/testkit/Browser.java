package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Chromium without a window, which opens pages and tells what they show.
///
/// A start takes seconds, so the tests of a class share one where they can.
public final class Browser implements AutoCloseable {
  private static final String BEFORE = "{\"value\":\"";
  private static final String AFTER = "\"}";
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");
  private static final String[] ARGUMENTS = {
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--no-proxy-server"
  };

  private final WebDriver driver;

  /// @param profile a directory for the browser alone, which need not be there
  /// @param more arguments
  public Browser(Path profile, String... more) throws IOException, InterruptedException {
    String arguments =
        Stream.of(Stream.of(ARGUMENTS), Stream.of(more), Stream.of("--user-data-dir=" + profile))
            .flatMap(one -> one)
            .map(Browser::quoted)
            .collect(Collectors.joining(", "));
    driver =
        new WebDriver(
            "{\"capabilities\": {\"alwaysMatch\": {\"goog:chromeOptions\": {\"args\": [%s]}}}}"
                .formatted(arguments));
  }

  /// Opens a page in the current tab, and waits until it is loaded.
  public void open(String uri) throws IOException, InterruptedException {
    driver.post("/url", "{\"url\": %s}".formatted(quoted(uri)));
  }

  /// Opens a page in a new tab, and makes it the current one.
  ///
  /// @return the tab's handle
  public String openTab(String uri) throws IOException, InterruptedException {
    String created = driver.post("/window/new", "{\"type\": \"tab\"}");
    String tab = WebDriver.first("\"handle\":\"([^\"]+)\"", created);
    show(tab);
    open(uri);
    return tab;
  }

  /// Makes a tab the current one.
  public void show(String tab) throws IOException, InterruptedException {
    driver.post("/window", "{\"handle\": %s}".formatted(quoted(tab)));
  }

  /// Types into an element of the page.
  public void type(String selector, String text) throws IOException, InterruptedException {
    driver.post(element(selector) + "/value", "{\"text\": %s}".formatted(quoted(text)));
  }

  /// Clicks on an element of the page.
  public void click(String selector) throws IOException, InterruptedException {
    driver.post(element(selector) + "/click", "{}");
  }

  private String element(String selector) throws IOException, InterruptedException {
    String found =
        driver.post(
            "/element", "{\"using\": \"css selector\", \"value\": %s}".formatted(quoted(selector)));
    return "/element/" + WebDriver.first("\"element-[^\"]+\":\"([^\"]+)\"", found);
  }

  /// Waits until a JavaScript expression is true in the page.
  public void await(String condition) throws IOException, InterruptedException {
    awaitText("(%s) ? 'yes' : ''".formatted(condition));
  }

  /// Waits until a script of the page has changed its title.
  public String awaitTitleOtherThan(String title) throws IOException, InterruptedException {
    return awaitText("document.title === '%s' ? '' : document.title".formatted(title));
  }

  /// Waits until a JavaScript expression gives a text that is not empty. Meanwhile the page may
  /// change, and while there is none, no script can run.
  public String awaitText(String expression) throws IOException, InterruptedException {
    String script = "{\"script\": %s, \"args\": []}".formatted(quoted("return " + expression));
    long start = System.nanoTime();
    while (true) {
      String seen;
      try {
        seen = driver.post("/execute/sync", script);
        if (seen.startsWith(BEFORE) && seen.length() > BEFORE.length() + AFTER.length()) {
          return unescaped(seen.substring(BEFORE.length(), seen.length() - AFTER.length()));
        }
      } catch (AssertionError e) {
        seen = e.getMessage();
      }
      if (System.nanoTime() - start > WebDriver.PATIENCE.toNanos()) {
        throw new AssertionError(
            "waited %s for %s: %s".formatted(WebDriver.PATIENCE, script, seen));
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String unescaped(String json) {
    return ESCAPE
        .matcher(json)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1) == null
                        ? ("\\" + match.group(2)).replace("\\/", "/").translateEscapes()
                        : "" + (char) Integer.parseInt(match.group(1), 16)));
  }

  @Override
  public void close() {
    driver.close();
  }
}
