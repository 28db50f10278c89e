package io.github.tinyhttp.exchange;

import java.io.IOException;

/// What code of an application may throw, each as it comes about in the field.
enum Mistake {
  EXCEPTION {
    @Override
    Throwable made() {
      return new IllegalStateException("on purpose");
    }
  },
  IO_EXCEPTION {
    @Override
    Throwable made() {
      return new IOException("on purpose");
    }
  },
  NO_STACK {
    @Override
    Throwable made() {
      deeper(0);
      return new AssertionError("the stack has no end");
    }
  },
  NO_MEMORY {
    @Override
    Throwable made() {
      return new AssertionError("there is an array of " + new long[Integer.MAX_VALUE].length);
    }
  },
  ASSERTION {
    @Override
    Throwable made() {
      return new AssertionError("on purpose");
    }
  },
  LINKAGE {
    @Override
    Throwable made() {
      return new NoClassDefFoundError("on purpose");
    }
  },
  INITIALIZER {
    @Override
    Throwable made() {
      return new AssertionError("a class has " + Broken.VALUE);
    }
  },
  ERROR_OF_ITS_OWN {
    @Override
    Throwable made() {
      return new Error("on purpose") {};
    }
  },
  THROWABLE {
    @Override
    Throwable made() {
      return new Throwable("on purpose");
    }
  },
  INTERRUPTED {
    @Override
    Throwable made() {
      return new InterruptedException("on purpose");
    }
  },
  UNSPEAKABLE {
    @Override
    Throwable made() {
      return new Unspeakable();
    }
  },
  ITS_OWN_CAUSE {
    @Override
    Throwable made() {
      var first = new RuntimeException("on purpose");
      first.initCause(new RuntimeException("the cause", first));
      return first;
    }
  };

  /// Makes it, unless that fails in the way that is meant.
  abstract Throwable made();

  private static int deeper(int depth) {
    return deeper(depth + 1) + 1;
  }

  /// Throws it, whether that is declared or not.
  final AssertionError thrown() {
    throw Mistake.<RuntimeException>sneaky(made());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException sneaky(Throwable any) throws T {
    throw (T) any;
  }

  /// Its initializer fails, at the first use with another error than later.
  private static final class Broken {
    static final Object VALUE = fail();

    private static Object fail() {
      throw new IllegalStateException("on purpose");
    }
  }

  /// An exception that fails whatever it is asked.
  private static final class Unspeakable extends IOException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String getLocalizedMessage() {
      throw new IllegalStateException("no message in any language");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException("no cause");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }
}
