package io.github.tinyhttp.exchange;

import io.github.tinyhttp.jfr.Session;
import io.github.tinyhttp.wire.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a protocol that is not HTTP has come from, for those who watch it.
///
/// @param record what becomes of the request; null if no one wanted to know when it came
/// @param protocol as the client has spelled it
/// @param begunAt when the protocol began, by [Clock#real()]
record UpgradedRequest(
    ConnectionInfo info, @Nullable RequestRecord record, String protocol, long begunAt)
    implements Session {
  static UpgradedRequest of(ServerRequest request, String protocol) {
    return new UpgradedRequest(
        request.carrier.connection(), request.record(), protocol, Clock.real());
  }

  @Override
  public long connection() {
    return info.number();
  }

  @Override
  public long request() {
    return record == null ? 0 : record.number();
  }

  @Override
  public Duration openFor() {
    return Duration.ofNanos(Clock.real() - begunAt);
  }
}
