package io.github.tinyhttp.jfr;

import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.AcceptPause`: a listener accepts no connections for a while.
@Name("tinyhttp.AcceptPause")
@Label("Accept Paused")
@Category("tinyhttp")
@Description("A listener accepts no connections for a while")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class AcceptPauseJfr extends Event {
  @Label("Listener")
  private @Nullable String listener;

  @Label("Cause")
  @Description("Missing if there are as many connections as there may be")
  private @Nullable String cause;

  void commit(SocketAddress where, @Nullable Throwable why) {
    if (shouldCommit()) {
      listener = where.toString();
      cause = why == null ? null : why.toString();
      commit();
    }
  }
}
