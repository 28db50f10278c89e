package io.github.tinyhttp.metrics;

import io.github.tinyhttp.Server;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A counter for each rule that clients have broken. Rules show one after the other, so each time
/// the registry asks how many there are, those that are new get their counter.
final class RefusalMeters {
  private final Server server;
  private final Tags tags;
  private final MeterRegistry registry;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  RefusalMeters(Server server, Tags tags, MeterRegistry registry) {
    this.server = server;
    this.tags = tags;
    this.registry = registry;
  }

  /// Registers what is new.
  ///
  /// @return how many rules were broken so far
  double update() {
    Set<String> rules = server.metrics().refusals().keySet();
    for (String rule : rules) {
      if (known.add(rule)) {
        register(rule);
      }
    }
    return rules.size();
  }

  private void register(String rule) {
    FunctionCounter.builder(
            "tinyhttp.refusals",
            server,
            _ -> server.metrics().refusals().getOrDefault(rule, 0L).doubleValue())
        .description("Faults of clients, by the rule that they broke")
        .tags(tags.and("rule", rule))
        .register(registry);
  }
}
