package io.github.tinyhttp.exchange;

import io.github.tinyhttp.AccessLog;
import io.github.tinyhttp.accesslog.AccessLogWriter;
import io.github.tinyhttp.engine.Workers;

/// The access log of a server that runs.
final class RunningAccessLog {
  private final AccessLogWriter writer;
  private final Teller teller;

  /// Whether everything was written in time when the server had ended.
  private volatile boolean written;

  RunningAccessLog(AccessLog log, Workers workers) {
    this.writer = AccessLogWriter.of(log);
    this.teller = new Teller(writer, writer::flush, workers);
  }

  /// Tells the log what to write.
  Teller teller() {
    return teller;
  }

  /// How many lines are lost: too many waited, or they could not be written.
  long lost() {
    return teller.dropped() + writer.lost();
  }

  /// Waits until everything is written, but not longer than `nanos`.
  void awaitWritten(long nanos) throws InterruptedException {
    written = teller.awaitTold(nanos);
  }

  /// Gives up what could not be written in time, and closes the file.
  void close() {
    if (written) {
      teller.end(_ -> writer.close());
    } else {
      teller.abandon(_ -> writer.close());
    }
  }
}
