package io.github.tinyhttp.transcript;

/// One of the two directions of a connection.
enum Way {
  /// From the client.
  IN("<<"),
  /// To the client.
  OUT(">>");

  private final String arrow;

  Way(String arrow) {
    this.arrow = arrow;
  }

  /// The mark of the direction in a line.
  String arrow() {
    return arrow;
  }
}
