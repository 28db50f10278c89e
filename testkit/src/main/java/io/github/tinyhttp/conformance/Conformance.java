package io.github.tinyhttp.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What one module's tables in `src/test/resources/conformance`, the [Covers] of its tests, and its
/// part of `docs/conformance.md` have in common. Tests may be started in the folder of the module,
/// as Maven does, or above it.
public final class Conformance {
  private final String module;
  private final Path page;
  private final List<RequirementTable> tables;
  private final Coverage coverage;

  /// @param module the name of the module's folder
  /// @param test a class among the module's tests
  /// @throws IOException if a table or a test cannot be read
  public Conformance(String module, Class<?> test) throws IOException {
    Path folder = folder(module);
    this.module = module;
    this.page = folder.resolve("../docs/conformance.md").normalize();
    this.tables = RequirementTable.all(folder.resolve("src/test/resources/conformance"));
    this.coverage = Coverage.of(test);
  }

  private static Path folder(String module) {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return here.endsWith(module) && here.resolve("src/test").toFile().isDirectory()
        ? here
        : here.resolve(module);
  }

  /// The requirements that bind a server and have no test.
  public List<String> unproved() {
    return requirements().stream()
        .filter(Requirement::bindsUs)
        .filter(requirement -> coverage.of(requirement).isEmpty())
        .map(Requirement::toString)
        .toList();
  }

  /// The tests that cover an id which no table has, by the id.
  public TreeMap<String, List<String>> unknown() {
    Set<String> ids = requirements().stream().map(Requirement::id).collect(Collectors.toSet());
    var unknown = new TreeMap<>(coverage.tests());
    unknown.keySet().removeAll(ids);
    return unknown;
  }

  /// The methods with [Covers] that JUnit does not run.
  public List<String> idle() {
    return coverage.idle();
  }

  /// The page as it should be. It has a part for each module, between two marks. Written to the
  /// file with `-Dconformance.write=true`.
  public String expectedPage() throws IOException {
    String expected = new ConformanceReport(module, tables, coverage).in(actualPage());
    if (Boolean.getBoolean("conformance.write")) {
      Files.writeString(page, expected);
    }
    return expected;
  }

  /// The page as it is.
  public String actualPage() throws IOException {
    return Files.readString(page);
  }

  private List<Requirement> requirements() {
    return tables.stream().flatMap(table -> table.requirements().stream()).toList();
  }
}
