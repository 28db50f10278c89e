package io.github.tinyhttp.http2;

import io.github.tinyhttp.syntax.Ascii;
import java.util.ArrayList;
import java.util.List;

/// What a client says of the order of responses, RFC 9218 §4.
///
/// @param urgency from 0, the most urgent, to 7
/// @param incremental whether a part of the response is of use before the rest
record Priority(int urgency, boolean incremental) {
  static final int LEAST_URGENT = 7;
  private static final int MIDDLE = 3;

  /// Of a request that says nothing of it. Such requests share the connection: most of their
  /// clients do not know priorities, and a small response need not wait for a large one.
  static final Priority DEFAULT = new Priority(MIDDLE, true);

  /// What the field `priority` of a request says.
  ///
  /// @param value empty if there is no such field
  static Priority ofField(String value) {
    return value.isEmpty() ? DEFAULT : of(value);
  }

  /// Reads a value. What is not understood is passed over, and what is not said has the default of
  /// §4.
  static Priority of(String value) {
    int urgency = MIDDLE;
    boolean incremental = false;
    List<String> parameters = new ArrayList<>();
    Ascii.splitList(value, parameters);
    for (String parameter : parameters) {
      int semicolon = parameter.indexOf(';');
      String plain = (semicolon < 0 ? parameter : parameter.substring(0, semicolon)).strip();
      if (plain.length() == 3 && plain.startsWith("u=")) {
        int digit = plain.charAt(2) - '0';
        urgency = digit >= 0 && digit <= LEAST_URGENT ? digit : urgency;
      } else if (plain.equals("i") || plain.equals("i=?1")) {
        incremental = true;
      } else if (plain.equals("i=?0")) {
        incremental = false;
      }
    }
    return new Priority(urgency, incremental);
  }
}
