package io.github.tinyhttp.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// The requirements of one RFC, in its order.
///
/// The file is named after the RFC (`rfc9112.tsv`). Its first line names the columns; a line `#
/// 3.2<tab>Request Target` gives a section its title, and the section `0` the RFC its own.
///
/// @param rfc for example `RFC 9112`
/// @param titles of the sections
record RequirementTable(String rfc, Map<String, String> titles, List<Requirement> requirements) {
  /// The tables of a folder, by the number of the RFC.
  static List<RequirementTable> all(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<RequirementTable> tables = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".tsv")).sorted().toList()) {
        tables.add(read(file));
      }
      return tables;
    }
  }

  private static RequirementTable read(Path file) throws IOException {
    Map<String, String> titles = new LinkedHashMap<>();
    List<Requirement> requirements = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String number = file.getFileName().toString().replaceAll("[^0-9]", "");
    for (String line : Files.readAllLines(file).stream().skip(1).toList()) {
      if (line.startsWith("# ")) {
        String[] parts = line.substring(2).split("\t");
        titles.put(parts[0], parts[1]);
      } else if (!line.isBlank()) {
        Requirement requirement = Requirement.of(line);
        if (!ids.add(requirement.id()) || !requirement.id().startsWith(number + "-")) {
          throw new IllegalArgumentException(
              requirement.id() + " is there twice or in the wrong file");
        }
        requirements.add(requirement);
      }
    }
    return new RequirementTable("RFC " + number, titles, requirements);
  }

  /// The title of a section, or of the RFC.
  String title(String section) {
    return titles.getOrDefault(section, "");
  }
}
