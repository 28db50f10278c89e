package io.github.tinyhttp.http2;

import io.github.tinyhttp.Response;
import io.github.tinyhttp.exchange.LibraryResponses;
import java.util.EnumMap;
import java.util.Map;

/// The responses to requests that break a rule of messages. All are made when this class is loaded,
/// as [LibraryResponses] are.
final class RuleResponses {
  private static final Map<Rule, Response> BY_RULE = new EnumMap<>(Rule.class);

  static {
    for (Rule rule : Rule.values()) {
      BY_RULE.put(rule, LibraryResponses.of(rule.status().code(), rule.message()));
    }
  }

  private RuleResponses() {}

  static Response to(Rule rule) {
    return BY_RULE.getOrDefault(rule, LibraryResponses.internalError());
  }
}
