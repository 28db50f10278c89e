package io.github.tinyhttp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The log of a thread that must not wait: it leaves its messages, and no failure of the log is its
/// own.
class LogTest {
  private static final Logger LOG = Logger.getLogger("io.github.tinyhttp");
  private static final int MOST_LEFT = 1_000;

  private static final String OF_LOOP = "no thread";

  private final Thread test = Thread.currentThread();
  private final List<String> written = new CopyOnWriteArrayList<>();
  private final Handler backend =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (Thread.currentThread() == test || entry.getMessage().equals(OF_LOOP)) {
            written.add(entry.getMessage());
          }
          if (entry.getMessage().equals("fails")) {
            throw new IllegalStateException("the disk is full");
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void log() {
    LOG.addHandler(backend);
    LOG.setUseParentHandlers(false);
  }

  @AfterEach
  void restore() {
    LOG.removeHandler(backend);
    LOG.setUseParentHandlers(true);
  }

  /// A thread that leaves tasks to the test, or cannot.
  private static final class Loop extends Thread implements PromptThread {
    private final Queue<Runnable> left = new ArrayDeque<>();
    private final boolean hasOther;

    Loop(boolean hasOther, Runnable work) {
      super(work);
      this.hasOther = hasOther;
    }

    @Override
    public boolean mustNotWait() {
      return true;
    }

    @Override
    public void leave(Runnable task) {
      if (!hasOther) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      left.add(task);
    }

    private Queue<Runnable> left() throws InterruptedException {
      start();
      join();
      return left;
    }
  }

  private static void write(String message) {
    Log.write(Level.WARNING, message);
  }

  @Test
  void messages_that_were_left_are_written_in_order_by_one_thread() throws Exception {
    var loop =
        new Loop(
            true,
            () -> {
              write("one");
              Log.write(Level.WARNING, "fails", new IllegalStateException());
              Log.write(Level.DEBUG, "too little to be logged");
              write("two");
            });
    Queue<Runnable> left = loop.left();
    assertThat(written).isEmpty();
    assertThat(left).hasSize(1);
    left.remove().run();
    assertThat(written).containsExactly("one", "fails", "two");
  }

  @Test
  void no_more_are_left_than_memory_is_meant_for_that() throws Exception {
    var loop =
        new Loop(
            true,
            () -> {
              for (int i = 0; i < MOST_LEFT + 50; i++) {
                write("message " + i);
              }
            });
    loop.left().remove().run();
    var all = new ArrayList<String>();
    for (int i = 0; i < MOST_LEFT; i++) {
      all.add("message " + i);
    }
    assertThat(written).isEqualTo(all);
  }

  /// The system has no thread, which a message may be about.
  @Test
  void a_thread_that_can_leave_nothing_writes_itself() throws Exception {
    assertThat(new Loop(false, () -> write(OF_LOOP)).left()).isEmpty();
    assertThat(written).containsExactly(OF_LOOP);
  }

  @Test
  void a_thread_that_may_wait_writes_at_once() {
    write("at once");
    write("fails");
    assertThat(written).containsExactly("at once", "fails");
  }
}
