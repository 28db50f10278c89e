package io.github.tinyhttp;

import java.util.Objects;

/// Names a value that a [Request] carries through an application: the user that a filter has found,
/// or what a router has read from the path. See [Request#with(AttributeKey, Object)].
///
/// A key equals itself alone, so two parts of an application never meet by the same name. Keep it
/// in a constant:
///
/// ```java
/// public static final AttributeKey<Principal> USER = AttributeKey.named("user");
/// ```
///
/// @param <T> the type of the value
@SuppressWarnings("UnusedTypeParameter") // it ties the value given to the value found
public final class AttributeKey<T> {
  private final String name;

  private AttributeKey(String name) {
    this.name = name;
  }

  /// A new key.
  ///
  /// @param name for people who read logs
  public static <T> AttributeKey<T> named(String name) {
    return new AttributeKey<>(Objects.requireNonNull(name, "name"));
  }

  /// The name.
  @Override
  public String toString() {
    return name;
  }
}
