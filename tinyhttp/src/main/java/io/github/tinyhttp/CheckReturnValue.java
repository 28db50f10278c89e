package io.github.tinyhttp;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a type or a method whose result must not be ignored: `headers.with("A", "1");` changes
/// nothing, since [Headers] are immutable, so a statement like that is a mistake.
///
/// Error Prone, SpotBugs and IntelliJ IDEA recognise any annotation of this simple name, so an
/// application that uses one of them is told of the mistake without depending on it.
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CheckReturnValue {}
