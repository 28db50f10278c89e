package io.github.tinyhttp.accesslog;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.RefusalEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.ServerEvents;

/// Writes a line for each request that ends. For the thread that tells events.
public final class AccessLogWriter implements ServerEvents {
  private final LineFormat format;
  private final LineSink sink;
  private final StringBuilder line = new StringBuilder(256);

  private AccessLogWriter(LineFormat format, LineSink sink) {
    this.format = format;
    this.sink = sink;
  }

  /// The writer of a log.
  public static AccessLogWriter of(AccessLog log) {
    Redaction redaction = Redaction.of(log);
    LineFormat format =
        log.template().isPresent()
            ? new TemplateFormat(log.template().get(), redaction)
            : new JsonFormat(redaction);
    LineSink sink =
        log.file().isPresent()
            ? new LogFile(log.file().get(), log)
            : new LineFunction(log.lines().orElseThrow());
    return new AccessLogWriter(format, sink);
  }

  private void write(LogEntry entry) {
    line.setLength(0);
    format.append(line, entry);
    sink.write(line);
  }

  @Override
  public void sent(RequestEvent request) {
    write(LogEntry.of(request));
  }

  @Override
  public void cut(RequestEvent request) {
    write(LogEntry.of(request));
  }

  @Override
  public void upgraded(RequestEvent request) {
    write(LogEntry.of(request));
  }

  @Override
  public void refused(RefusalEvent refusal) {
    if (refusal.request().isEmpty()) {
      write(LogEntry.of(refusal));
    }
  }

  /// No event waits: what was collected is written.
  public void flush() {
    sink.flush();
  }

  /// How many lines could not be written so far. For any thread.
  public long lost() {
    return sink.lost();
  }

  /// No event comes any more.
  public void close() {
    sink.close();
  }
}
