package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.syntax.Json;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// A JSON object in each line. What is missing is left out.
///
/// @param redaction what is not written
record JsonFormat(Redaction redaction) implements LineFormat {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Override
  public void append(StringBuilder out, LogEntry entry) {
    out.append("{\"time\":\"");
    TIME.formatTo(entry.time(), out);
    out.append("\",\"connection\":").append(entry.connection().number());
    entry.event().ifPresent(event -> out.append(",\"request\":").append(event.number()));
    put(out, "client", Optional.of(LogValues.client(entry.client())));
    entry.request().ifPresent(request -> putRequest(out, request));
    out.append(",\"status\":").append(entry.status());
    out.append(",\"bytes\":").append(LogValues.bytesSent(entry));
    out.append(",\"received\":").append(LogValues.bytesReceived(entry));
    entry
        .duration()
        .ifPresent(time -> out.append(",\"duration\":").append(LogValues.seconds(time)));
    put(out, "referer", LogValues.requestField(entry, "Referer", redaction));
    put(out, "userAgent", LogValues.requestField(entry, "User-Agent", redaction));
    put(out, "outcome", LogValues.outcome(entry));
    put(out, "fault", LogValues.fault(entry));
    put(out, "rule", LogValues.rule(entry));
    put(out, "cause", LogValues.cause(entry));
    put(out, "tls", LogValues.tls(entry));
    out.append('}');
  }

  private void putRequest(StringBuilder out, Request request) {
    put(out, "user", LogValues.user(request));
    put(out, "method", Optional.of(request.method().toString()));
    put(out, "target", Optional.of(redaction.target(request.target())));
    put(out, "version", Optional.of(request.version().toString()));
    put(out, "host", request.authority());
  }

  private static void put(StringBuilder out, String name, Optional<String> value) {
    if (value.isPresent()) {
      out.append(",\"").append(name).append("\":");
      Json.appendString(out, value.get());
    }
  }
}
