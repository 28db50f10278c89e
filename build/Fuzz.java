import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks for new inputs with every class named `…Fuzz`, one after the other, each in a JVM of its
/// own, because Jazzer fuzzes one test per JVM. Hence one `@FuzzTest` per class.
///
/// Arguments: the directory of compiled tests, and how long to look per class (`90s`, `2m`).
final class Fuzz {
  public static void main(String[] args) throws IOException, InterruptedException {
    Path tests = Path.of(args[0]);
    String duration = args[1];
    var failed = new ArrayList<String>();
    for (String name : fuzzClasses(tests)) {
      System.out.println("fuzzing " + name + " for " + duration);
      if (run(name, duration) != 0) failed.add(name);
    }
    if (!failed.isEmpty()) {
      System.err.println("Found something: " + String.join(", ", failed));
      System.exit(1);
    }
  }

  private static List<String> fuzzClasses(Path tests) throws IOException {
    if (!Files.isDirectory(tests)) return List.of();
    try (var files = Files.walk(tests)) {
      return files
          .map(file -> tests.relativize(file).toString().replace('/', '.').replace('\\', '.'))
          .filter(name -> name.endsWith("Fuzz.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    }
  }

  private static int run(String name, String duration) throws IOException, InterruptedException {
    var command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djazzer.instrumentation_includes=io.github.tinyhttp.**",
            "-Djazzer.max_duration=" + duration,
            "-classpath",
            System.getProperty("java.class.path"),
            "org.junit.platform.console.ConsoleLauncher",
            "execute",
            "--disable-banner",
            "--details=summary",
            "--select-class=" + name);
    command.environment().put("JAZZER_FUZZ", "1");
    return command.inheritIO().start().waitFor();
  }
}
