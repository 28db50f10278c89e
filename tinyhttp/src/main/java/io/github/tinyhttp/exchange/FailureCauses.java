package io.github.tinyhttp.exchange;

import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.content.MissingFileException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Looks through the causes of what the application's code has thrown: parsers, iterators and
/// executors wrap exceptions.
public final class FailureCauses {
  /// How many causes of an exception are looked at; more would be a cycle.
  private static final int DEEPEST = 100;

  private FailureCauses() {}

  /// The fault to respond with, if that is why something failed, however often it was wrapped.
  public static @Nullable HttpException faultIn(Throwable failure) {
    Throwable found =
        find(failure, e -> e instanceof HttpException || e instanceof MissingFileException);
    return switch (found) {
      case null -> null;
      case HttpException fault -> fault;
      default -> new HttpException(404, "not found"); // as for a file that vanishes later
    };
  }

  /// The first of a failure and its causes that matches; null if none does.
  static @Nullable Throwable find(Throwable failure, Predicate<Throwable> wanted) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (wanted.test(cause)) {
        return cause;
      }
      cause = causeOf(cause);
    }
    return null;
  }

  /// An exception is the application's code, too: one that fails when it is asked has no cause.
  private static @Nullable Throwable causeOf(Throwable failure) {
    try {
      return failure.getCause();
    } catch (Throwable _) {
      return null;
    }
  }

  /// The application has responded to a request twice.
  static IllegalStateException respondedAlready() {
    return new IllegalStateException("the request has been responded to already");
  }
}
