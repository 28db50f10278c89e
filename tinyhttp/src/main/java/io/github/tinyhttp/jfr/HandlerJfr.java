package io.github.tinyhttp.jfr;

import io.github.tinyhttp.RequestEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Handler`: one call of the application's handler, on its thread.
@Name("tinyhttp.Handler")
@Label("HTTP Handler")
@Category("tinyhttp")
@Description("A call of the application's handler")
@StackTrace(false)
@Threshold("20 ms")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class HandlerJfr extends Event implements Recorder.Span<RequestEvent> {
  @Label("Connection")
  private long connection;

  @Label("Number")
  @Description("Of the request, among those of its connection")
  private long number;

  @Label("Method")
  private @Nullable String method;

  @Label("Path")
  @Description("Percent-encoded, without the query")
  private @Nullable String path;

  @Label("Thread Kind")
  private @Nullable String threadKind;

  @Override
  public void end(RequestEvent what) {
    end();
    if (!shouldCommit()) {
      return;
    }
    connection = what.connection().number();
    number = what.number();
    method = String.valueOf(what.request().method());
    path = what.request().rawPath();
    threadKind = what.handlerThread().map(Enum::name).orElse(null);
    commit();
  }
}
