package io.github.tinyhttp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tinyhttp.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tasks beside the loops, with an engine that watches and without.
class WorkersTest {
  private static final int TASKS = 1_000;

  private volatile boolean released;

  @AfterEach
  void release() {
    released = true;
  }

  private void burn() {
    while (!released) {
      Thread.onSpinWait();
    }
  }

  private static void runTasks(Workers workers) {
    var done = new CountDownLatch(2 * TASKS);
    for (int i = 0; i < TASKS; i++) {
      workers.start("test", done::countDown);
      workers.startInBackground("test", done::countDown);
    }
    Await.opened(done);
  }

  private static Engine watching(Workers workers) throws Exception {
    var plan =
        new Engine.Plan(
            "test",
            1,
            true,
            Integer.MAX_VALUE,
            MemoryBounds.NONE,
            Duration.ofSeconds(1),
            new OnHandOver(() -> {}));
    var engine = new Engine(plan, workers);
    engine.start();
    return engine;
  }

  @Test
  void tasks_that_have_begun_are_not_kept_without_an_engine() {
    try (Workers workers = Workers.ofCaller()) {
      runTasks(workers);
      assertThat(workers).hasToString("Workers[0 wait, background 0 wait]");
    }
  }

  @Test
  void tasks_that_have_begun_are_not_kept_by_the_watchdog() throws Exception {
    Workers workers = Workers.ofCaller();
    Engine engine = watching(workers);
    runTasks(workers);
    Await.until(
        "no task is kept", () -> workers.toString().equals("Workers[0 wait, background 0 wait]"));
    engine.stop();
  }

  @Test
  void tasks_run_although_all_carriers_were_held_at_the_end_of_the_engine() throws Exception {
    Workers workers = Workers.ofCaller();
    Engine engine = watching(workers);
    int burning = Runtime.getRuntime().availableProcessors() + 1;
    var inside = new CountDownLatch(burning);
    for (int i = 0; i < burning; i++) {
      workers.start(
          "test",
          () -> {
            inside.countDown();
            burn();
          });
    }
    Await.opened(inside); // more than there are carriers
    engine.stop();
    released = true;
    runTasks(workers);
  }
}
