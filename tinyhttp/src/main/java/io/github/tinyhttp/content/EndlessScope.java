package io.github.tinyhttp.content;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The response that a thread writes, for content that goes on until it is told to end. Such
/// content finds it here, whatever a filter has put around the content and around the stream it
/// writes to.
public final class EndlessScope {
  private static final ScopedValue<Registry> CURRENT = ScopedValue.newInstance();

  private EndlessScope() {}

  /// What can be told to end. Its methods return at once.
  public interface Content {
    /// The server is shutting down.
    void end();

    /// The client may be gone, which only writing shows.
    void probe();
  }

  /// The response that tells it.
  public interface Registry {
    /// The content is written from now on.
    void begins(Content content);

    /// The content has ended.
    void ends(Content content);
  }

  /// Code that writes.
  @FunctionalInterface
  public interface Action {
    /// Writes.
    void run() throws Exception;
  }

  /// Writes a response.
  ///
  /// @param registry for the content of it that goes on until it is ended
  public static void run(Registry registry, Action action) throws Exception {
    within(registry, action);
  }

  /// Writes such content, and has the response know it meanwhile, if this is a thread that writes
  /// one.
  public static void write(Content content, Action action) throws Exception {
    Registry registry = CURRENT.orElse(Unbound.NONE);
    registry.begins(content);
    try {
      within(Unbound.NONE, action); // what it is made of is told by it
    } finally {
      registry.ends(content);
    }
  }

  private static void within(Registry registry, Action action) throws Exception {
    Callable<@Nullable Void> call =
        () -> {
          action.run();
          return null;
        };
    ScopedValue.where(CURRENT, registry).call(call::call);
  }

  /// No response, or one that knows its content already.
  private enum Unbound implements Registry {
    NONE;

    @Override
    public void begins(Content content) {}

    @Override
    public void ends(Content content) {}
  }
}
