package io.github.tinyhttp.bench;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What keeps a thread busy for three seconds. All but the last two keep the carrier of a virtual
/// thread busy as well.
enum Occupation {
  /// Arithmetic.
  BURN {
    @Override
    void hold() {
      long end = System.nanoTime() + NANOS;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  },

  /// A call of the C library that waits.
  NATIVE_WAIT {
    @Override
    void hold() throws Exception {
      try {
        int _ = (int) USLEEP.invokeExact((int) TimeUnit.NANOSECONDS.toMicros(NANOS));
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  },

  /// A read from a named pipe into which another thread writes later.
  FILE_READ {
    @Override
    void hold() throws Exception {
      Path folder = Files.createTempDirectory("starvation");
      Path pipe = folder.resolve("pipe");
      new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
      Thread.ofPlatform().daemon().start(() -> writeLater(pipe));
      try (var in = new FileInputStream(pipe.toFile())) {
        int _ = in.read();
      } finally {
        Files.delete(pipe);
        Files.delete(folder);
      }
    }
  },

  /// A monitor that all of them want, each for its share of the time.
  SYNCHRONIZED {
    @Override
    void hold() throws Exception {
      synchronized (Occupation.class) {
        TimeUnit.NANOSECONDS.sleep(NANOS / 16);
      }
    }
  },

  /// What virtual threads are made for.
  SLEEP {
    @Override
    void hold() throws Exception {
      TimeUnit.NANOSECONDS.sleep(NANOS);
    }
  };

  private static final long NANOS = TimeUnit.SECONDS.toNanos(3);

  @SuppressWarnings("restricted") // a benchmark of waits in native code
  private static final MethodHandle USLEEP =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("usleep").orElseThrow(),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  abstract void hold() throws Exception;

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void writeLater(Path pipe) {
    try (var out = new FileOutputStream(pipe.toFile())) {
      TimeUnit.NANOSECONDS.sleep(NANOS);
      out.write(1);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
