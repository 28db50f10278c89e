package io.github.tinyhttp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What one connection of HTTP/2 may make the server hold and do, beyond [Limits]: windows in
/// octets of DATA (RFC 9113 §5.2), and a budget in points. Immutable; the `with…` methods return
/// another value.
///
/// ```java
/// Http2Options far = Http2Options.defaults().withStreamWindow(4 << 20).withConnectionWindow(8 << 20);
/// ```
///
/// A window bounds what a client may send before it hears of the server again, so a stream of
/// `window` octets cannot be faster than a window for each round trip: 256 KiB at 50 ms are 5 MB/s.
@CheckReturnValue
public final class Http2Options {
  private static final int SMALLEST_WINDOW = 65_535;
  private static final Http2Options DEFAULTS = new Http2Options(new Values());

  private final Values values;

  private Http2Options(Values values) {
    this.values = values;
  }

  /// The options themselves, with their defaults.
  private static final class Values extends OptionValues<Values> {
    private int initialWindow = SMALLEST_WINDOW;
    private int streamWindow = 256 << 10;
    private int connectionWindow = 1 << 20;
    private int budget = 10_000;
    private int budgetPerSecond = 500;

    @Override
    Map<String, Object> byName() {
      var all = new LinkedHashMap<String, Object>();
      all.put("initialWindow", initialWindow);
      all.put("streamWindow", streamWindow);
      all.put("connectionWindow", connectionWindow);
      all.put("budget", budget);
      all.put("budgetPerSecond", budgetPerSecond);
      return all;
    }
  }

  /// The defaults that the methods below document.
  public static Http2Options defaults() {
    return DEFAULTS;
  }

  /// How many octets a client may send on a stream before the application asks for the body: 65,535
  /// by default. All streams of a connection that no thread reads hold at most [Limits#streams()]
  /// times as many, which are 6.5 MB.
  public int initialWindow() {
    return values.initialWindow;
  }

  /// How many octets a client may send ahead on a stream whose body the application reads, or that
  /// has left HTTP: 256 KiB by default. It bounds what a handler that stops in the middle makes the
  /// server hold.
  public int streamWindow() {
    return values.streamWindow;
  }

  /// How many octets a client may send on all streams of a connection before the server has taken
  /// them from the socket: 1 MiB by default. A body that no thread reads takes nothing of it.
  public int connectionWindow() {
    return values.connectionWindow;
  }

  /// How many points a connection has at most, and at the beginning, for frames that lead to
  /// nothing: 10,000 by default. A stream that is reset before its response costs 20 (rapid reset,
  /// CVE-2023-44487), one that the client makes the server reset 40, a PING or SETTINGS 5, an empty
  /// frame 4, any other frame that brings no message on 1. A response brings 40, and so does time.
  /// A client without points is sent GOAWAY with ENHANCE_YOUR_CALM.
  public int budget() {
    return values.budget;
  }

  /// How many of those points a second brings: 500 by default. It bounds the rate of frames that
  /// lead to nothing.
  public int budgetPerSecond() {
    return values.budgetPerSecond;
  }

  /// These options with another window for streams that are not read; the one for those that are is
  /// raised to it if need be.
  ///
  /// @throws IllegalArgumentException if it is less than 65,535, which every client may send before
  ///   it knows of the server's settings
  public Http2Options withInitialWindow(int octets) {
    int checked = window("initialWindow", octets);
    return with(
        next -> {
          next.initialWindow = checked;
          next.streamWindow = Math.max(next.streamWindow, checked);
        });
  }

  /// These options with another window for streams that are read; the one for those that are not is
  /// lowered to it if need be.
  ///
  /// @throws IllegalArgumentException if it is less than 65,535
  public Http2Options withStreamWindow(int octets) {
    int checked = window("streamWindow", octets);
    return with(
        next -> {
          next.streamWindow = checked;
          next.initialWindow = Math.min(next.initialWindow, checked);
        });
  }

  /// These options with another window for connections.
  ///
  /// @throws IllegalArgumentException if it is less than 65,535
  public Http2Options withConnectionWindow(int octets) {
    int checked = window("connectionWindow", octets);
    return with(next -> next.connectionWindow = checked);
  }

  /// These options with another budget.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Http2Options withBudget(int points) {
    return with(next -> next.budget = positive("budget", points));
  }

  /// These options with another number of points that a second brings.
  ///
  /// @throws IllegalArgumentException if it is not positive
  public Http2Options withBudgetPerSecond(int points) {
    return with(next -> next.budgetPerSecond = positive("budgetPerSecond", points));
  }

  private Http2Options with(Consumer<Values> change) {
    return new Http2Options(values.changed(change));
  }

  private static int window(String name, int octets) {
    if (octets < SMALLEST_WINDOW) {
      throw new IllegalArgumentException(
          "Http2Options." + name + " must be at least " + SMALLEST_WINDOW + ", not " + octets);
    }
    return octets;
  }

  private static int positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "Http2Options." + name + " must be positive, not " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Http2Options that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Http2Options" + values;
  }
}
