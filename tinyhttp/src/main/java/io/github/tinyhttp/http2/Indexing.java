package io.github.tinyhttp.http2;

/// How an encoder represents a field that is not in a table, RFC 7541 §6.2.
enum Indexing {
  /// The field goes into the table: the next response says it in one octet.
  INDEXED(0x40, 6),

  /// The field stays out of the table, as its value hardly comes again.
  LITERAL(0x00, 4),

  /// The field stays out of every table on its way, since it is a secret (§7.1.3).
  NEVER(0x10, 4);

  private final int pattern;
  private final int prefix;

  Indexing(int pattern, int prefix) {
    this.pattern = pattern;
    this.prefix = prefix;
  }

  /// The bits before the index of the name.
  int pattern() {
    return pattern;
  }

  /// How many bits the index begins with.
  int prefix() {
    return prefix;
  }
}
