package io.github.tinyhttp.conformance;

import java.util.List;
import java.util.Set;

/// One sentence of an RFC that asks something of a client, a server or an application, in our
/// words: a line of a table in `src/test/resources/conformance`.
///
/// @param id the RFC, the section and a number: `9112-3.2-4`
/// @param section where it stands: `3.2`
/// @param level the key word of RFC 2119; `OUGHT` for the weaker wording; `RULE` for what a grammar
///   or an algorithm asks without a key word
/// @param binds whom: `server` is us; `later` a server with a feature we do not have yet
/// @param statement what is asked
/// @param reason why that is not for this library to test, if it does not bind a server; else empty
record Requirement(
    String id, String section, String level, String binds, String statement, String reason) {
  private static final Set<String> LEVELS =
      Set.of(
          "MUST",
          "MUST NOT",
          "REQUIRED",
          "SHALL",
          "SHALL NOT",
          "SHOULD",
          "SHOULD NOT",
          "RECOMMENDED",
          "NOT RECOMMENDED",
          "OUGHT",
          "OUGHT NOT",
          "RULE");
  private static final Set<String> PARTIES =
      Set.of(
          "server",
          "client",
          "user agent",
          "proxy",
          "gateway",
          "intermediary",
          "cache",
          "application",
          "later",
          "specification",
          "tls",
          "other");

  Requirement {
    check(id.matches("[0-9]{4,5}-[0-9A-Z][0-9.]*-[0-9]+"), id, "is no id like 9112-3.2-4");
    check(
        id.substring(id.indexOf('-') + 1, id.lastIndexOf('-')).equals(section),
        id,
        "is not of section " + section);
    check(LEVELS.contains(level), id, "has no level, but " + level);
    check(PARTIES.contains(binds), id, "binds nobody known, but " + binds);
    check(!statement.isBlank(), id, "says nothing");
    check(
        binds.equals("server") == reason.isBlank(),
        id,
        "needs a reason exactly if it does not bind a server");
  }

  /// Reads a line: the six columns between tabs; the last may be missing.
  static Requirement of(String line) {
    List<String> columns = List.of(line.split("\t", -1));
    if (columns.size() < 5 || columns.size() > 6) {
      throw new IllegalArgumentException(columns.size() + " columns instead of 5 or 6: " + line);
    }
    String reason = columns.size() == 6 ? columns.get(5) : "";
    return new Requirement(
        columns.get(0), columns.get(1), columns.get(2), columns.get(3), columns.get(4), reason);
  }

  boolean bindsUs() {
    return binds.equals("server");
  }

  private static void check(boolean holds, String id, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(id + " " + complaint);
    }
  }
}
