package io.github.tinyhttp.files;

import java.util.Comparator;
import java.util.List;

/// The page that lists a directory: links, and nothing a browser would run.
final class Listing {
  private static final Comparator<String> ORDER =
      Comparator.comparing((String name) -> !name.endsWith("/")).thenComparing(name -> name);

  private Listing() {}

  /// An HTML page in UTF-8.
  ///
  /// @param path the names that lead to the directory
  /// @param entries the names in it, those of directories with a slash at the end
  /// @param complete whether these are all entries
  static String page(List<String> path, List<String> entries, boolean complete) {
    String title = escape("Index of /" + String.join("", path.stream().map(n -> n + "/").toList()));
    var page =
        new StringBuilder(256 + 64 * entries.size())
            .append("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
            .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
            .append(title)
            .append("</title>\n<h1>")
            .append(title)
            .append("</h1>\n<ul>\n");
    if (!path.isEmpty()) {
      page.append("<li><a href=\"../\">../</a>\n");
    }
    for (String name : entries.stream().sorted(ORDER).toList()) {
      page.append("<li><a href=\"")
          .append(RelativeReference.to(name))
          .append("\">")
          .append(escape(name))
          .append("</a>\n");
    }
    page.append("</ul>\n");
    return complete ? page.toString() : page.append("<p>and more\n").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
