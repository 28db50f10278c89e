package io.github.tinyhttp.simulation;

import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Decides which calls of the simulated operating system fail. Guarded by its network.
@FunctionalInterface
public interface Failures {
  /// No call fails.
  Failures NONE = _ -> null;

  /// A call of the operating system, and how it fails on Linux, by the manual of each.
  enum Call {
    /// accept(2).
    ACCEPT(
        "Too many open files",
        "Too many open files in system",
        "No buffer space available",
        "Cannot allocate memory",
        "Operation not permitted",
        "Interrupted system call",
        "Software caused connection abort",
        "Protocol error",
        "Protocol not available",
        "Network is down",
        "Network is unreachable",
        "Host is down",
        "No route to host"),

    /// epoll_ctl(2).
    REGISTER("Cannot allocate memory", "No space left on device"),

    /// epoll_wait(2).
    POLL("Interrupted system call", "Invalid argument", "Cannot allocate memory"),

    /// read(2), tcp(7).
    READ(
        "Connection reset by peer",
        "Connection timed out",
        "No route to host",
        "Cannot allocate memory",
        "Input/output error"),

    /// write(2), sendfile(2), tcp(7).
    WRITE(
        "Connection reset by peer",
        "Broken pipe",
        "Connection timed out",
        "No route to host",
        "No buffer space available",
        "Cannot allocate memory",
        "Operation not permitted"),

    /// shutdown(2).
    SHUTDOWN("Transport endpoint is not connected", "No buffer space available"),

    /// close(2). The descriptor is free all the same.
    CLOSE("Input/output error", "Interrupted system call");

    private final String[] messages;

    Call(String... messages) {
      this.messages = messages;
    }

    /// One of its errors.
    String error(int number) {
      return messages[number % messages.length];
    }
  }

  /// The error of the next call of this kind; null if it does not fail.
  @Nullable String of(Call call);

  /// Fails if the next call of this kind does.
  default void at(Call call) throws IOException {
    String error = of(call);
    if (error != null) {
      throw new IOException(error);
    }
  }

  /// Lets any call fail by chance; rarely one of accept, after which the server pauses.
  ///
  /// @param times how many calls go well for each that does not
  static Failures byChance(Random random, int times) {
    return call -> {
      int rare = call == Call.ACCEPT ? 10 * times : times;
      return random.nextInt(rare) == 0 ? call.error(random.nextInt(100)) : null;
    };
  }

  /// Lets one call of a kind fail, the one of this number, and all behind it if they are to.
  static Failures at(Call failing, int number, int lasting) {
    var counted = new int[1];
    return call -> {
      if (call != failing) {
        return null;
      }
      int mine = counted[0]++;
      return mine >= number && mine < number + lasting ? call.error(number) : null;
    };
  }
}
