package io.github.tinyhttp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// How much a client may send in a form. More is refused with 413. Immutable; the `with…` methods
/// return another value.
///
/// ```java
/// Form form = request.form(FormLimits.defaults().withPairs(20_000));
/// ```
@CheckReturnValue
public final class FormLimits {
  private static final FormLimits DEFAULTS = new FormLimits(new Values());

  /// The highest bound that an application may set for a head, which is held in memory as a whole.
  private static final int LARGEST_HEAD = 1 << 20;

  private final Values values;

  private FormLimits(Values values) {
    this.values = values;
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private int pairs = 1000;
    private int parts = 1000;
    private int head = 8 << 10;
    private int fields = 32;
    private int memory = 8 << 20;
    private long total = 128L << 20;

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("pairs", pairs);
      all.put("parts", parts);
      all.put("head", head);
      all.put("fields", fields);
      all.put("memory", memory);
      all.put("total", total);
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static FormLimits defaults() {
    return DEFAULTS;
  }

  /// The most pairs of a name and a value in an `application/x-www-form-urlencoded` form, 1,000 by
  /// default.
  public int pairs() {
    return values.pairs;
  }

  /// The most parts of a `multipart/form-data` form, 1,000 by default.
  public int parts() {
    return values.parts;
  }

  /// The largest head of a part in bytes, 8 KiB by default. The bound also holds for what stands
  /// before the first part and behind the last, which has no meaning.
  public int head() {
    return values.head;
  }

  /// The most field lines in the head of a part, 32 by default.
  public int fields() {
    return values.fields;
  }

  /// The most bytes of a part that [Part#text()] and [Part#bytes()] return, of all texts of a
  /// [Form] together, and of an urlencoded form, 8 MiB by default. [Request#form()] bounds the last
  /// by [Limits#body()] instead.
  public int memory() {
    return values.memory;
  }

  /// The largest `multipart/form-data` body in bytes, decoded, 128 MiB by default. All of it may
  /// land on the disk.
  public long total() {
    return values.total;
  }

  /// These limits with another number of pairs.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public FormLimits withPairs(int count) {
    return with(next -> next.pairs = positive("pairs", count));
  }

  /// These limits with another number of parts.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public FormLimits withParts(int count) {
    return with(next -> next.parts = positive("parts", count));
  }

  /// These limits with another bound for the head of a part.
  ///
  /// @throws IllegalArgumentException if it is not positive, or more than 1 MiB
  public FormLimits withHead(int bytes) {
    if (bytes > LARGEST_HEAD) {
      throw new IllegalArgumentException(
          "FormLimits.head must be at most " + LARGEST_HEAD + ", not " + bytes);
    }
    return with(next -> next.head = positive("head", bytes));
  }

  /// These limits with another number of field lines in a head.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public FormLimits withFields(int count) {
    return with(next -> next.fields = positive("fields", count));
  }

  /// These limits with another bound for what is held in memory.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public FormLimits withMemory(int bytes) {
    return with(next -> next.memory = positive("memory", bytes));
  }

  /// These limits with another bound for the whole body.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public FormLimits withTotal(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("FormLimits.total must be positive, not " + bytes);
    }
    return with(next -> next.total = bytes);
  }

  private FormLimits with(Consumer<Values> change) {
    return new FormLimits(values.changed(change));
  }

  private static int positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("FormLimits." + name + " must be positive, not " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FormLimits that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "FormLimits" + values;
  }
}
