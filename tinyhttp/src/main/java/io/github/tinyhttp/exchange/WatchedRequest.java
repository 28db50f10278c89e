package io.github.tinyhttp.exchange;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A request that has something done when its client leaves, or when its handler fails.
abstract sealed class WatchedRequest extends RequestView permits ServerRequest {
  /// Null for the many requests that need none.
  private volatile @Nullable RequestCallbacks callbacks;

  WatchedRequest(Carrier carrier) {
    super(carrier);
  }

  abstract Dispatcher dispatcher();

  /// The client has left, and has not got the whole response.
  public void clientLeft() {
    callbacks().clientLeft();
  }

  /// The handler failed: the client must not take what it got so far for the whole.
  void abort(Throwable cause) {
    RequestCallbacks known = callbacks;
    if (known != null) {
      known.handlerFailed(cause);
    }
  }

  /// Keeps content that the application writes, to abort it if the handler fails.
  OutputStream lends(ImperativeContent content) {
    callbacks().begun(content);
    return content;
  }

  /// Whether something fails because content that the application writes, an interim response or a
  /// connection that has left HTTP has broken off, which was told already.
  boolean hasBrokenOff(Throwable cause) {
    RequestCallbacks known = callbacks;
    return known != null && known.hasBrokenOff(cause);
  }

  final RequestCallbacks callbacks() {
    RequestCallbacks known = callbacks;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = callbacks;
      if (known == null) {
        known = new RequestCallbacks(dispatcher());
        callbacks = known;
      }
      return known;
    }
  }

  private RequestCallbacks watched() {
    RequestCallbacks made = callbacks();
    if (made.beginsWatch()) {
      carrier.watchClient();
    }
    return made;
  }

  /// Aborts content that the application has begun to write, if it has.
  final void abortBegun(IOException cause) {
    RequestCallbacks known = callbacks;
    ImperativeContent begun = known == null ? null : known.begun();
    if (begun != null) {
      begun.abort(cause);
    }
  }

  @Override
  public boolean isConnected() {
    return !watched().isGone() && carrier.connection().isOpen();
  }

  @Override
  public void onDisconnect(Runnable action) {
    watched().add(action);
  }
}
