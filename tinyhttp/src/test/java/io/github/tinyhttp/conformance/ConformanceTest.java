package io.github.tinyhttp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Holds the tables of requirements, the tests and the report together.
class ConformanceTest {
  private final List<RequirementTable> tables;
  private final Coverage coverage;

  ConformanceTest() throws IOException {
    tables = RequirementTable.all();
    coverage = Coverage.ofAllTests();
  }

  @Test
  void every_requirement_that_binds_a_server_has_a_test() {
    assertThat(requirements())
        .filteredOn(Requirement::bindsUs)
        .filteredOn(requirement -> coverage.of(requirement).isEmpty())
        .isEmpty();
  }

  @Test
  void every_id_that_a_test_covers_is_in_a_table() {
    Set<String> ids = requirements().stream().map(Requirement::id).collect(Collectors.toSet());
    assertThat(coverage.tests())
        .allSatisfy((id, tests) -> assertThat(ids).as("%s", tests).contains(id));
  }

  @Test
  void every_method_that_covers_something_is_run() {
    assertThat(coverage.idle()).isEmpty();
  }

  @Test
  void the_report_is_up_to_date() throws IOException {
    String report = new ConformanceReport(tables, coverage).markdown();
    if (Boolean.getBoolean("conformance.write")) {
      Files.createDirectories(Project.REPORT.getParent());
      Files.writeString(Project.REPORT, report);
    }
    assertThat(Files.readString(Project.REPORT))
        .as("regenerate with -Dconformance.write=true")
        .isEqualTo(report);
  }

  private List<Requirement> requirements() {
    return tables.stream().flatMap(table -> table.requirements().stream()).toList();
  }
}
