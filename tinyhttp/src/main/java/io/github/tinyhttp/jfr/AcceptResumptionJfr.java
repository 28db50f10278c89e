package io.github.tinyhttp.jfr;

import java.net.SocketAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.AcceptResumption`: a listener has accepted a connection again.
@Name("tinyhttp.AcceptResumption")
@Label("Accept Resumed")
@Category("tinyhttp")
@Description("A listener has accepted a connection again after a pause")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class AcceptResumptionJfr extends Event {
  @Label("Listener")
  private @Nullable String listener;

  void commit(SocketAddress where) {
    if (shouldCommit()) {
      listener = where.toString();
      commit();
    }
  }
}
