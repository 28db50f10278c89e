package io.github.tinyhttp.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The public API of a module as text: every type of its exported packages that applications can
/// name, with its public and protected members, one a line, sorted. What a record, an enum or
/// [Object] gives to each type by itself is left out.
///
/// The text of each module stands in its tree, where a test compares it, so that a change of the
/// API is a diff that a person reads.
public final class PublicApi {
  /// Rewrites the files instead of comparing them.
  public static final String REWRITE = "tinyhttp.api.rewrite";

  private static final Pattern EXPORT = Pattern.compile("(?m)^ *exports ([\\w.]+);");

  private PublicApi() {}

  /// Compares a file with the API of the module that `anchor` is in, or rewrites it if the system
  /// property [#REWRITE] is `true`. To be called from the module's directory.
  ///
  /// @throws AssertionError if they differ; the message has the lines that do, and says what to do
  public static void check(Class<?> anchor, Path file) throws IOException {
    List<String> lines = lines(anchor, exports(Path.of("src/main/java/module-info.java")));
    if (Boolean.getBoolean(REWRITE)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, lines);
      return;
    }
    List<String> known = Files.exists(file) ? Files.readAllLines(file) : List.of();
    if (!lines.equals(known)) {
      throw new AssertionError(
          """
          the public API is not what %s says:
          %s
          If that is meant, rewrite the file with -D%s=true on this test, read the diff, and commit \
          it:
            mvn -pl %s -am test -Dtest=PublicApiTest -Dsurefire.failIfNoSpecifiedTests=false -D%s=true
          """
              .formatted(
                  file,
                  difference(known, lines),
                  REWRITE,
                  Path.of("").toAbsolutePath().getFileName(),
                  REWRITE));
    }
  }

  private static String difference(List<String> known, List<String> found) {
    Stream<String> gone = known.stream().filter(line -> !found.contains(line)).map("- "::concat);
    Stream<String> come = found.stream().filter(line -> !known.contains(line)).map("+ "::concat);
    return Stream.concat(gone, come).collect(Collectors.joining("\n"));
  }

  private static List<String> exports(Path moduleInfo) throws IOException {
    return EXPORT.matcher(Files.readString(moduleInfo)).results().map(m -> m.group(1)).toList();
  }

  // ---- types

  private static List<String> lines(Class<?> anchor, List<String> packages) throws IOException {
    var lines = new ArrayList<String>();
    for (String name : packages.stream().sorted().toList()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add("package " + name);
      for (Class<?> type : typesOf(anchor, name)) {
        lines.add("");
        lines.add(header(type));
        members(type).map("  "::concat).forEach(lines::add);
      }
    }
    return lines;
  }

  private static List<Class<?>> typesOf(Class<?> anchor, String name) throws IOException {
    Path folder = root(anchor).resolve(name.replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
          .<Class<?>>map(file -> load(anchor, name + "." + file.substring(0, file.length() - 6)))
          .filter(PublicApi::isNameable)
          .sorted(Comparator.comparing(Class::getName))
          .toList();
    }
  }

  private static Path root(Class<?> anchor) {
    try {
      return Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> load(Class<?> anchor, String name) {
    try {
      return Class.forName(name, false, anchor.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static boolean isNameable(Class<?> type) {
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && isVisible(type.getModifiers())
        && (type.getEnclosingClass() == null || isNameable(type.getEnclosingClass()));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String header(Class<?> type) {
    String parents =
        type.isInterface()
            ? parents(" extends ", type.getGenericInterfaces(), type)
            : parents(" implements ", type.getGenericInterfaces(), type);
    String parent =
        type.isEnum()
                || type.isRecord()
                || type.isInterface()
                || type.getSuperclass() == Object.class
            ? ""
            : " extends " + name(type.getGenericSuperclass(), type);
    return kind(type)
        + name(type, type)
        + variables(type.getTypeParameters(), type)
        + components(type)
        + parent
        + (type.isAnnotation() ? "" : parents);
  }

  private static String kind(Class<?> type) {
    if (type.isRecord()) {
      return "record ";
    }
    if (type.isEnum()) {
      return "enum ";
    }
    String sealed = type.isSealed() ? "sealed " : "";
    if (type.isInterface()) {
      return sealed + (type.isAnnotation() ? "@interface " : "interface ");
    }
    return (Modifier.isAbstract(type.getModifiers()) ? "abstract " : "")
        + sealed
        + (Modifier.isFinal(type.getModifiers()) ? "final " : "")
        + "class ";
  }

  private static String components(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    return components == null
        ? ""
        : Arrays.stream(components)
            .map(one -> name(one.getGenericType(), type) + " " + one.getName())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String parents(String word, Type[] interfaces, Class<?> type) {
    return interfaces.length == 0
        ? ""
        : word
            + Arrays.stream(interfaces)
                .map(one -> name(one, type))
                .collect(Collectors.joining(", "));
  }

  // ---- members

  private static Stream<String> members(Class<?> type) {
    Stream<String> constants =
        Arrays.stream(type.getFields()).filter(Field::isEnumConstant).map(Field::getName);
    Stream<String> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> isShown(field) && !field.isEnumConstant())
            .sorted(Comparator.comparing(Field::getName))
            .map(one -> modifiers(one) + name(one.getGenericType(), type) + " " + one.getName());
    Stream<String> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(one -> isShown(one) && !isCanonical(one))
            .map(one -> modifiers(one) + type.getSimpleName() + parameters(one, type))
            .sorted();
    Stream<String> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(one -> isShown(one) && !isGiven(one))
            .sorted(Comparator.comparing(one -> one.getName() + parameters(one, type)))
            .map(one -> method(one, type));
    return Stream.of(constants, fields, constructors, methods).flatMap(one -> one);
  }

  private static boolean isShown(Member member) {
    return isVisible(member.getModifiers()) && !member.isSynthetic();
  }

  private static boolean isCanonical(Constructor<?> constructor) {
    RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
    return components != null
        && Arrays.equals(
            constructor.getParameterTypes(),
            Arrays.stream(components).map(RecordComponent::getType).toArray());
  }

  /// Whether each type has such a method, or each enum or record, or this record for its
  /// components.
  private static boolean isGiven(Method method) {
    Class<?> type = method.getDeclaringClass();
    int count = method.getParameterCount();
    return switch (method.getName()) {
      case "equals" -> count == 1;
      case "hashCode", "toString" -> count == 0;
      case "values" -> type.isEnum() && count == 0;
      case "valueOf" -> type.isEnum() && count == 1;
      case String name ->
          type.isRecord()
              && count == 0
              && Arrays.stream(type.getRecordComponents()).anyMatch(c -> c.getName().equals(name));
    };
  }

  private static String method(Method method, Class<?> type) {
    String variables = variables(method.getTypeParameters(), type);
    String thrown =
        Arrays.stream(method.getGenericExceptionTypes())
            .map(one -> name(one, type))
            .sorted()
            .collect(Collectors.joining(", "));
    return modifiers(method)
        + (variables.isEmpty() ? "" : variables + " ")
        + name(method.getGenericReturnType(), type)
        + " "
        + method.getName()
        + parameters(method, type)
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String modifiers(Member member) {
    int modifiers = member.getModifiers();
    boolean isInInterface = member.getDeclaringClass().isInterface();
    return (Modifier.isProtected(modifiers) ? "protected " : "")
        + (Modifier.isStatic(modifiers) ? "static " : "")
        + (member instanceof Method method && method.isDefault() ? "default " : "")
        + (Modifier.isAbstract(modifiers) && !isInInterface ? "abstract " : "");
  }

  private static String parameters(Executable executable, Class<?> type) {
    String text =
        Arrays.stream(executable.getGenericParameterTypes())
            .map(one -> name(one, type))
            .collect(Collectors.joining(", ", "(", ")"));
    return executable.isVarArgs() ? text.replaceFirst("\\[\\]\\)$", "...)") : text;
  }

  // ---- names

  private static String variables(TypeVariable<?>[] variables, Class<?> type) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(one -> one.getName() + bound(one, type))
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String bound(TypeVariable<?> variable, Class<?> type) {
    Type bound = variable.getBounds()[0];
    return bound == Object.class ? "" : " extends " + name(bound, type);
  }

  /// The name of a type, without the package where it is that of `seenFrom` or one of `java`.
  private static String name(Type type, Class<?> seenFrom) {
    String own = Pattern.quote(seenFrom.getPackageName() + ".");
    String name = type.getTypeName().replace('$', '.');
    return name.replaceAll("\\b(?:" + own + "|java\\.(?:[a-z]+\\.)+)(?=[A-Z])", "");
  }
}
