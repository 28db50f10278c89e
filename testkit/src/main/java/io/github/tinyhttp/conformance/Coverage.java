package io.github.tinyhttp.conformance;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which tests cover which requirement: all methods with [Covers] of all compiled test classes of a
/// module.
///
/// @param tests names of tests, by the id of the requirement
/// @param idle methods with [Covers] that JUnit does not run
record Coverage(Map<String, List<String>> tests, List<String> idle) {
  private static final String TESTABLE = "org.junit.platform.commons.annotation.Testable";

  /// @param test a class among the tests of the module
  static Coverage of(Class<?> test) throws IOException {
    Map<String, List<String>> tests = new TreeMap<>();
    List<String> idle = new ArrayList<>();
    for (Class<?> type : classesBeside(test)) {
      for (Method method : type.getDeclaredMethods()) {
        Covers covers = method.getAnnotation(Covers.class);
        if (covers == null) {
          continue;
        }
        String name = name(type) + "." + method.getName();
        if (!isRun(method)) {
          idle.add(name);
        }
        for (String id : covers.value()) {
          tests.computeIfAbsent(id, _ -> new ArrayList<>()).add(name);
        }
      }
    }
    tests.values().forEach(names -> names.sort(null));
    return new Coverage(tests, idle);
  }

  /// Whether JUnit runs the method: one of its annotations is `Testable`, or has an annotation that
  /// is, as `Test` has.
  private static boolean isRun(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> !type.getName().startsWith("java."))
        .anyMatch(type -> type.getName().equals(TESTABLE) || isRun(type));
  }

  List<String> of(Requirement requirement) {
    return tests.getOrDefault(requirement.id(), List.of());
  }

  private static String name(Class<?> type) {
    String qualified = type.getName();
    return qualified.substring(qualified.lastIndexOf('.') + 1).replace('$', '.');
  }

  private static Collection<Class<?>> classesBeside(Class<?> test) throws IOException {
    Path root = root(test);
    try (Stream<Path> files = Files.walk(root)) {
      List<Class<?>> classes = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        String path = root.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        classes.add(Class.forName(name, false, test.getClassLoader()));
      }
      return classes;
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
  }

  private static Path root(Class<?> test) {
    try {
      return Path.of(test.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
