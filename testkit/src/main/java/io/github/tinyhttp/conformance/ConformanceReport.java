package io.github.tinyhttp.conformance;

import java.util.List;
import java.util.stream.Collectors;

/// Writes one module's part of `docs/conformance.md`: for every requirement the tests that prove
/// it, or whom it binds instead of a server.
record ConformanceReport(String module, List<RequirementTable> tables, Coverage coverage) {
  /// The page, with this module's part in the place of what stands between its two marks.
  String in(String page) {
    String begin = "<!-- begin " + module + " -->\n";
    String end = "<!-- end " + module + " -->\n";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalStateException("docs/conformance.md has no marks of " + module);
    }
    return page.substring(0, from + begin.length()) + markdown() + page.substring(to);
  }

  private String markdown() {
    StringBuilder page = new StringBuilder();
    page.append("\n| | requirements | bind a server | tests |\n|---|---|---|---|\n");
    for (RequirementTable table : tables) {
      page.append(summary(table));
    }
    for (RequirementTable table : tables) {
      append(page, table);
    }
    page.append('\n');
    return page.toString();
  }

  private String summary(RequirementTable table) {
    long binding = table.requirements().stream().filter(Requirement::bindsUs).count();
    long tests =
        table.requirements().stream()
            .flatMap(each -> coverage.of(each).stream())
            .distinct()
            .count();
    return "| %s %s | %d | %d | %d |\n"
        .formatted(table.rfc(), table.title("0"), table.requirements().size(), binding, tests);
  }

  private void append(StringBuilder page, RequirementTable table) {
    page.append("\n## ").append(table.rfc()).append(' ').append(table.title("0")).append('\n');
    String section = "";
    for (Requirement requirement : table.requirements()) {
      if (!requirement.section().equals(section)) {
        section = requirement.section();
        page.append("\n### ").append(section).append(' ').append(table.title(section));
        page.append("\n\n| id | level | requirement | proof |\n|---|---|---|---|\n");
      }
      page.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  requirement.id(),
                  requirement.level(),
                  cell(requirement.statement()),
                  proof(requirement)));
    }
  }

  private String proof(Requirement requirement) {
    String tests =
        coverage.of(requirement).stream()
            .map(name -> "`" + name + "`")
            .collect(Collectors.joining("<br>"));
    if (requirement.bindsUs()) {
      return tests;
    }
    String other = "binds " + requirement.binds() + ": " + cell(requirement.reason());
    return tests.isEmpty() ? other : tests + "<br>" + other;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
