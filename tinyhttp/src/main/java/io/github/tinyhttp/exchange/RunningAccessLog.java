package io.github.tinyhttp.exchange;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.accesslog.AccessLogWriter;
import io.github.tinyhttp.engine.Workers;

/// The access log of a server that runs.
final class RunningAccessLog {
  private final AccessLogWriter writer;
  private final Teller teller;

  RunningAccessLog(AccessLog log, Workers workers) {
    this.writer = AccessLogWriter.of(log);
    this.teller = new Teller(writer, writer::flush, workers);
  }

  /// Tells the log what to write.
  Teller teller() {
    return teller;
  }

  /// Gives up what cannot be written, and closes the file.
  void close() {
    teller.abandon(_ -> writer.close());
  }
}
