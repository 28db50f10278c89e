package io.github.tinyhttp;

import java.util.Map;
import java.util.function.Consumer;

/// The fields behind an option type such as [Limits]: they hold the defaults when they are made, a
/// copy of them is changed by a `with…` method, and they never change once an option type holds
/// them in its final field. So a new option is a field, a line in [#byName()] and two methods, and
/// no constructor lists them all.
abstract class OptionValues<V extends OptionValues<V>> implements Cloneable {
  /// Every option by its name, in order.
  abstract Map<String, Object> byName();

  /// A copy with a change.
  @SuppressWarnings("unchecked") // a clone has the class of its original, which is V
  final V changed(Consumer<V> change) {
    try {
      V copy = (V) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof OptionValues<?> that
        && getClass() == that.getClass()
        && byName().equals(that.byName());
  }

  @Override
  public final int hashCode() {
    return byName().hashCode();
  }

  /// For example `{head=65536, fields=200}`.
  @Override
  public final String toString() {
    return byName().toString();
  }
}
