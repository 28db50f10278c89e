import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Checks (`check`) or repairs (`write`) the format of every Java file below the working directory.
///
/// The build runs it from source, once for all modules, with google-java-format on the class path.
final class Format {
  public static void main(String[] args) throws IOException {
    boolean write =
        switch (args[0]) {
          case "check" -> false;
          case "write" -> true;
          default -> throw new IllegalArgumentException("neither check nor write: " + args[0]);
        };
    List<String> unformatted =
        javaFiles(Path.of("")).parallelStream()
            .map(file -> visit(file, write))
            .filter(complaint -> !complaint.isEmpty())
            .sorted()
            .toList();
    unformatted.forEach(System.err::println);
    if (!write && !unformatted.isEmpty()) {
      System.err.println("Not formatted. To repair: mvn -N -Pformat process-sources");
      System.exit(1);
    }
    // A file that cannot be parsed cannot be repaired either; the compiler will say more.
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.getFileName().toString();
            return name.equals("target") || name.startsWith(".")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /// Returns what to tell about the file; empty when it was in order.
  private static String visit(Path file, boolean write) {
    try {
      String before = Files.readString(file);
      String after = new Formatter().formatSourceAndFixImports(before);
      if (after.equals(before)) return "";
      if (write) Files.writeString(file, after);
      return (write ? "formatted: " : "not formatted: ") + file;
    } catch (Exception e) {
      return "cannot format: " + file + ": " + e.getMessage();
    }
  }
}
