package io.github.tinyhttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.FormLimits;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.Timeouts;
import io.github.tinyhttp.metrics.TinyhttpMetrics;
import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testkit.WireClient;
import io.github.tinyhttp.websocket.WebSocket;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs in README and the documentation compile, and README's defaults are the defaults.
class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final String readme = Files.readString(Path.of("..", "README.md"));

  ReadmeTest() throws IOException {}

  @Test
  void its_programs_compile(@TempDir Path classes) throws Exception {
    List<String> programs = JAVA.matcher(readme).results().map(one -> one.group(1)).toList();

    assertThat(programs).hasSize(10);
    for (String program : programs) {
      assertThat(diagnosticsOf(program, classes)).as(program).isEmpty();
    }
  }

  /// Compiles each piece inside a class that declares the names it uses.
  @Test
  void the_pieces_in_the_documentation_compile(@TempDir Path classes) throws Exception {
    int pieces = 0;
    for (Path file : documented()) {
      String text = Files.readString(file).replaceAll("(?m)^ *///? ?", "");
      for (MatchResult one : JAVA.matcher(text).results().toList()) {
        String piece = one.group(1);
        String source =
            piece.startsWith("public ")
                ? piece
                : "Response show() throws Exception {" + piece + "return null; }";
        assertThat(diagnosticsOf(ENCLOSING_CLASS.formatted(source), classes))
            .as(file + "\n" + piece)
            .isEmpty();
        pieces++;
      }
    }
    assertThat(pieces).isGreaterThan(12);
  }

  private static final String ENCLOSING_CLASS =
      """
      import module io.github.tinyhttp;
      import module io.github.tinyhttp.websocket;
      import module io.github.tinyhttp.testing;
      import module io.github.tinyhttp.metrics;
      import module java.base;
      import io.micrometer.core.instrument.MeterRegistry;
      import io.opentelemetry.api.OpenTelemetry;
      import io.opentelemetry.context.Scope;
      import java.nio.channels.Channels;
      class Program {
        interface Store { InputStream read(String key, long offset); }
        Handler handler; Request request; Server server; Path file; Path films;
        String id; String title; String key; Store store; String json; List<WebSocket> sockets;
        MeterRegistry registry; OpenTelemetry openTelemetry; TinyhttpTelemetry telemetry;
        %s
      }
      """;

  private static final List<String> MODULES =
      List.of(
          "io.github.tinyhttp",
          "io.github.tinyhttp.websocket",
          "io.github.tinyhttp.testing",
          "io.github.tinyhttp.metrics",
          "io.opentelemetry.api",
          "io.opentelemetry.context",
          "micrometer.core",
          "micrometer.registry.prometheus");

  private static List<Path> documented() throws IOException {
    List<Path> files =
        new ArrayList<>(
            List.of(Path.of("..", "docs", "systemd.md"), Path.of("..", "docs", "metrics.md")));
    for (String module : List.of("tinyhttp", "websocket", "codings", "metrics", "testing")) {
      try (Stream<Path> all = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }

  private static String diagnosticsOf(String program, Path classes) throws Exception {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            null,
            null,
            diagnostics,
            List.of(
                "--release",
                "25",
                "-d",
                classes.toString(),
                "--module-path",
                modulePath(),
                "--add-modules",
                String.join(",", MODULES)),
            null,
            List.of(new SourceText(program)))
        .call();
    return String.join("\n", diagnostics.getDiagnostics().stream().map(Object::toString).toList());
  }

  private static String modulePath() throws Exception {
    var path = new StringJoiner(File.pathSeparator);
    for (Class<?> type :
        List.of(
            Server.class,
            WebSocket.class,
            TestRequest.class,
            WireClient.class,
            TinyhttpMetrics.class,
            OpenTelemetry.class,
            Context.class,
            MeterRegistry.class,
            PrometheusMeterRegistry.class,
            PrometheusRegistry.class)) {
      path.add(locationOf(type).toString());
    }
    return path.toString();
  }

  private static Path locationOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String text) {
      super(URI.create("string:///Program.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  @Test
  void its_limits_are_the_defaults() {
    Limits limits = Limits.defaults();
    expectDefault("Limits.requestLine", size(limits.requestLine()));
    expectDefault("Limits.head", size(limits.head()));
    expectDefault("Limits.fields", Integer.toString(limits.fields()));
    expectDefault("Limits.body", size(limits.body()));
    expectDefault("Limits.smallBody", size(limits.smallBody()));
    expectDefault("Limits.pipelined", Integer.toString(limits.pipelined()));
    assertThat(limits.connections()).as("as the system allows").isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void its_limits_of_forms_are_the_defaults() {
    FormLimits limits = FormLimits.defaults();
    expectDefault("FormLimits.total", (limits.total() >> 20) + " MiB");
    expectDefault("FormLimits.pairs", Integer.toString(limits.pairs()));
    expectDefault("FormLimits.parts", Integer.toString(limits.parts()));
    expectDefault("FormLimits.head", size(limits.head()));
    expectDefault("FormLimits.fields", Integer.toString(limits.fields()));
    expectDefault("FormLimits.memory", (limits.memory() >> 20) + " MiB");
  }

  @Test
  void its_times_are_the_defaults() {
    Timeouts timeouts = Timeouts.defaults();
    expectDefault("Timeouts.head", timeouts.head().toSeconds() + " s");
    expectDefault("Timeouts.handshake", timeouts.handshake().toSeconds() + " s");
    expectDefault("Timeouts.progress", timeouts.progress().toSeconds() + " s");
    expectDefault("Timeouts.idle", timeouts.idle().toSeconds() + " s");
    expectDefault("Timeouts.linger", timeouts.linger().toSeconds() + " s");
    assertThat(timeouts.response()).as("unbounded").isEmpty();
    expectDefault("Timeouts.grace", timeouts.grace().toSeconds() + " s");
  }

  private void expectDefault(String option, String value) {
    assertThat(readme).contains("| `" + option + "` | " + value + " |");
  }

  private static String size(int bytes) {
    return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }
}
