package io.github.tinyhttp.engine;

/// What can be registered with a loop's selector: a connection or a listener.
interface Selectable {
  /// The selector has found it ready for `operations`. Called on the driver.
  void ready(int operations, Driver driver);
}
