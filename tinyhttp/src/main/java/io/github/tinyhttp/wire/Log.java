package io.github.tinyhttp.wire;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The log of the server, the `System.Logger` named "io.github.tinyhttp". The logger is looked up
/// with the first message. No method throws: a logger may fail when the process has no memory or no
/// descriptors left, and that must not end an event loop.
///
/// What writes a message is code of the application, which may wait. A [PromptThread] leaves it to
/// another thread, which writes one message after the other.
public final class Log {
  private static final Logger LOG = System.getLogger("io.github.tinyhttp");

  /// How many messages may wait to be written. Further ones are dropped.
  private static final int MOST_LEFT = 1_000;

  /// The messages that prompt threads have left.
  private static final Queue<Runnable> LEFT = new ConcurrentLinkedQueue<>();

  /// How many messages wait or are being written by the thread that they were left to.
  private static final AtomicInteger WAITING = new AtomicInteger();

  private Log() {}

  /// Writes a message with a stack trace.
  public static void write(Level level, String message, Throwable cause) {
    write(level, () -> LOG.log(level, message, cause));
  }

  /// Writes a message.
  public static void write(Level level, String message) {
    write(level, () -> LOG.log(level, message));
  }

  private static void write(Level level, Runnable message) {
    if (Thread.currentThread() instanceof PromptThread prompt && prompt.mustNotWait()) {
      leave(prompt, level, message);
    } else {
      writeHere(message);
    }
  }

  private static void leave(PromptThread prompt, Level level, Runnable message) {
    try {
      if (!LOG.isLoggable(level) || WAITING.get() >= MOST_LEFT) {
        return;
      }
      LEFT.add(message);
      if (WAITING.getAndIncrement() == 0) {
        startToWrite(prompt);
      }
    } catch (Throwable _) {
      // as below
    }
  }

  private static void startToWrite(PromptThread prompt) {
    try {
      prompt.leave(Log::writeLeft);
    } catch (Throwable _) {
      writeLeft(); // the system has no thread, of which a message may tell
    }
  }

  private static void writeLeft() {
    do {
      Runnable message = LEFT.poll();
      if (message != null) {
        writeHere(message);
      }
    } while (WAITING.decrementAndGet() > 0);
  }

  private static void writeHere(Runnable message) {
    try {
      message.run();
    } catch (Throwable _) {
      // a failure of the log cannot be logged
    }
  }
}
