package io.github.tinyhttp.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Text with placeholders: `{name}` and `{name:argument}`. `{{` stands for a brace.
///
/// @param parts what a line is made of, in order
public record LineTemplate(List<Part> parts) {
  /// How a placeholder may be written.
  public enum Argument {
    /// Only `{name}`.
    NONE,
    /// `{name}` or `{name:argument}`.
    OPTIONAL,
    /// Only `{name:argument}`.
    REQUIRED
  }

  /// A part of a line.
  public sealed interface Part {
    /// The same in all lines.
    record Text(String text) implements Part {}

    /// Stands for a value.
    ///
    /// @param argument empty if there is none
    record Placeholder(String name, String argument) implements Part {}
  }

  /// Copies the list.
  public LineTemplate {
    parts = List.copyOf(parts);
  }

  /// Reads a template.
  ///
  /// @throws IllegalArgumentException if it is malformed, or would make more than one line
  public static LineTemplate parse(String text) {
    if (text.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      throw new IllegalArgumentException("a template has no line end: each line gets one");
    }
    var parts = new ArrayList<Part>();
    var literal = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean opens = c == '{' && !text.startsWith("{{", at);
      if (!opens) {
        literal.append(c);
        at += c == '{' ? 1 : 0;
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new IllegalArgumentException("a placeholder has no end: " + text.substring(at));
      }
      if (!literal.isEmpty()) {
        parts.add(new Part.Text(literal.toString()));
        literal.setLength(0);
      }
      parts.add(placeholder(text.substring(at + 1, end)));
      at = end;
    }
    if (!literal.isEmpty()) {
      parts.add(new Part.Text(literal.toString()));
    }
    return new LineTemplate(parts);
  }

  private static Part.Placeholder placeholder(String inner) {
    int colon = inner.indexOf(':');
    return colon < 0
        ? new Part.Placeholder(inner, "")
        : new Part.Placeholder(inner.substring(0, colon), inner.substring(colon + 1));
  }

  /// Checks that all placeholders are known.
  ///
  /// @param known the placeholders there are, and how each may be written
  /// @throws IllegalArgumentException if there is another one
  public void check(Map<String, Argument> known) {
    for (Part part : parts) {
      if (part instanceof Part.Placeholder(String name, String argument)) {
        check(name, argument, known);
      }
    }
  }

  private static void check(String name, String argument, Map<String, Argument> known) {
    Argument how = known.get(name);
    if (how == null) {
      var names = new ArrayList<>(known.keySet());
      names.sort(null);
      throw new IllegalArgumentException(
          "no placeholder {" + name + "}: there are " + String.join(", ", names));
    }
    if (argument.isEmpty() ? how == Argument.REQUIRED : how == Argument.NONE) {
      throw new IllegalArgumentException(
          how == Argument.NONE
              ? "{" + name + "} has no argument"
              : "{" + name + ":…} wants an argument");
    }
  }
}
