package io.github.tinyhttp.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The requirements that a test method proves, by their ids in `src/test/resources/conformance`.
///
/// The `ConformanceTest` of each module sees to it that every requirement which binds a server has
/// such a test.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Covers {
  /// Ids such as `9112-3.2-4`.
  String[] value();
}
