package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.syntax.Escapes;
import io.github.tinyhttp.syntax.LineTemplate;
import io.github.tinyhttp.syntax.LineTemplate.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Lines as a template says. `-` stands for what is missing.
final class TemplateFormat implements LineFormat {
  private final Redaction redaction;
  private final List<LineFormat> parts;

  TemplateFormat(String template, Redaction redaction) {
    this.redaction = redaction;
    this.parts = LineTemplate.parse(template).parts().stream().map(this::part).toList();
  }

  @Override
  public void append(StringBuilder out, LogEntry entry) {
    for (LineFormat part : parts) {
      part.append(out, entry);
    }
  }

  private LineFormat part(Part part) {
    return switch (part) {
      case Part.Text(String text) -> (out, _) -> out.append(text);
      case Part.Placeholder(String name, String argument) -> placeholder(name, argument);
    };
  }

  private LineFormat placeholder(String name, String argument) {
    return switch (name) {
      case "status" -> (out, entry) -> out.append(entry.status());
      case "bytes" -> (out, entry) -> out.append(LogValues.bytesSent(entry));
      case "received" -> (out, entry) -> out.append(LogValues.bytesReceived(entry));
      case "connection" -> (out, entry) -> out.append(entry.connection().number());
      case "time" -> argument.isEmpty() ? TemplateFormat::time : new LocalTime(argument);
      default -> escaped(value(name, argument));
    };
  }

  private Function<LogEntry, Optional<String>> value(String name, String argument) {
    return switch (name) {
      case "client" -> entry -> Optional.of(LogValues.client(entry.client()));
      case "port" -> entry -> LogValues.port(entry.client());
      case "user" -> entry -> entry.request().flatMap(LogValues::user);
      case "requestLine" -> of(request -> LogValues.requestLine(request, redaction));
      case "method" -> of(request -> request.method().toString());
      case "target" -> of(request -> redaction.target(request.target()));
      case "path" -> of(Request::rawPath);
      case "query" -> entry -> entry.request().flatMap(Request::query).map(redaction::query);
      case "version" -> of(request -> request.version().toString());
      case "host" -> entry -> entry.request().flatMap(Request::authority);
      case "header" -> entry -> LogValues.requestField(entry, argument, redaction);
      case "response" -> entry -> LogValues.responseField(entry, argument, redaction);
      case "duration" -> entry -> entry.duration().map(time -> duration(time, argument));
      case "request" -> entry -> entry.event().map(RequestEvent::number).map(Object::toString);
      case "outcome" -> LogValues::outcome;
      case "fault" -> LogValues::fault;
      case "rule" -> LogValues::rule;
      case "cause" -> LogValues::cause;
      case "thread" -> LogValues::thread;
      case "protocol" -> entry -> Optional.of(entry.connection().protocol());
      case "tls" -> LogValues::tls;
      default -> throw new IllegalArgumentException("no placeholder {" + name + "}");
    };
  }

  private static Function<LogEntry, Optional<String>> of(Function<Request, String> value) {
    return entry -> entry.request().map(value);
  }

  private static LineFormat escaped(Function<LogEntry, Optional<String>> value) {
    return (out, entry) -> {
      Optional<String> found = value.apply(entry);
      if (found.isPresent() && !found.get().isEmpty()) {
        Escapes.append(out, found.get());
      } else {
        out.append('-');
      }
    };
  }

  private static void time(StringBuilder out, LogEntry entry) {
    DateTimeFormatter.ISO_INSTANT.formatTo(entry.time(), out);
  }

  private static String duration(Duration time, String unit) {
    return switch (unit) {
      case "ms" -> Long.toString(time.toMillis());
      case "us" -> Long.toString(time.toNanos() / 1_000);
      default -> LogValues.seconds(time);
    };
  }

  /// The time as a pattern says. Most lines come within one second, and have no smaller unit.
  private static final class LocalTime implements LineFormat {
    private final DateTimeFormatter format;
    private final boolean cached;
    private long second = Long.MIN_VALUE;
    private String text = "";

    LocalTime(String pattern) {
      this.format =
          DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneId.systemDefault());
      this.cached = pattern.chars().noneMatch(c -> "SnAN".indexOf(c) >= 0);
    }

    @Override
    public void append(StringBuilder out, LogEntry entry) {
      Instant time = entry.time();
      if (!cached || time.getEpochSecond() != second) {
        second = time.getEpochSecond();
        text = format.format(time);
      }
      out.append(text);
    }
  }
}
