package io.github.tinyhttp;

import java.util.Objects;
import java.util.Optional;

/// A request that carries one more attribute.
final class AttributedRequest<V> extends RequestWrapper {
  private final AttributeKey<V> key;
  private final V value;

  AttributedRequest(Request request, AttributeKey<V> key, V value) {
    super(request);
    this.key = Objects.requireNonNull(key, "key");
    this.value = Objects.requireNonNull(value, "value");
  }

  @Override
  public <T> Optional<T> attribute(AttributeKey<T> wanted) {
    if (!key.equals(wanted)) {
      return super.attribute(wanted);
    }
    @SuppressWarnings("unchecked") // the same key, so T is V
    T found = (T) value;
    return Optional.of(found);
  }
}
