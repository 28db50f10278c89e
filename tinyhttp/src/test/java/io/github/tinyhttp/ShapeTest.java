package io.github.tinyhttp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files and methods of all modules' main code are small enough to be read at once.
class ShapeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int LONGEST_FILE = 400;
  private static final int LONGEST_METHOD = 40;
  private static final int MEDIAN_OF_FILES = 100;

  private static final List<Path> SOURCES = sources();

  @Test
  void no_file_is_longer_than_400_lines() {
    List<String> findings =
        SOURCES.stream()
            .filter(source -> lines(source) > LONGEST_FILE)
            .map(source -> ROOT.relativize(source) + ": " + lines(source))
            .toList();
    assertThat(findings).as(() -> String.join("\n", findings)).isEmpty();
  }

  @Test
  void half_of_the_files_have_100_lines_or_less() {
    List<Integer> lengths = SOURCES.stream().map(ShapeTest::lines).sorted().toList();
    assertThat(lengths).hasSizeGreaterThan(200);
    assertThat(lengths.get(lengths.size() / 2)).isLessThanOrEqualTo(MEDIAN_OF_FILES);
  }

  @Test
  void no_method_is_longer_than_40_lines() throws IOException {
    List<String> findings = longMethods(SOURCES);
    assertThat(findings).as(() -> String.join("\n", findings)).isEmpty();
  }

  @Test
  void a_long_method_is_found(@TempDir Path folder) throws IOException {
    Path source = folder.resolve("Sample.java");
    String filling = "    run();\n";
    Files.writeString(
        source,
        "class Sample {\n  @Override\n  void fits() {\n%s  }\n\n  void isTooLong() {\n%s  }\n}\n"
            .formatted(filling.repeat(37), filling.repeat(39)));
    assertThat(longMethods(List.of(source))).singleElement().asString().endsWith("isTooLong: 41");
  }

  /// Each method with more lines than it may have, from its first modifier to its closing brace.
  private static List<String> longMethods(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var units = files.getJavaFileObjectsFromPaths(sources);
      var task = (JavacTask) compiler.getTask(null, files, null, null, null, units);
      var methods = new Methods(Trees.instance(task).getSourcePositions());
      methods.scan(task.parse(), null);
      return methods.findings;
    }
  }

  private static final class Methods extends TreePathScanner<Void, Void> {
    private final SourcePositions positions;
    private final List<String> findings = new ArrayList<>();

    Methods(SourcePositions positions) {
      this.positions = positions;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      LineMap lines = unit.getLineMap();
      long first = lines.getLineNumber(positions.getStartPosition(unit, method));
      long last = lines.getLineNumber(positions.getEndPosition(unit, method));
      long length = last - first + 1;
      if (length > LONGEST_METHOD) {
        Path file = Path.of(unit.getSourceFile().toUri());
        findings.add("%s: %s: %d".formatted(ROOT.relativize(file), method.getName(), length));
      }
      return super.visitMethod(method, unused);
    }
  }

  private static int lines(Path source) {
    try {
      return Files.readAllLines(source).size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> sources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(ShapeTest::javaFiles)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Path> javaFiles(Path main) {
    try (Stream<Path> files = Files.walk(main)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
