package io.github.tinyhttp.jfr;

import io.github.tinyhttp.BrokenRule;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Moment;
import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Request`: from the head of a request to the end of its response.
@Name("tinyhttp.Request")
@Label("HTTP Request")
@Category("tinyhttp")
@Description("A request, from its head to the end of its response")
@StackTrace(false)
@Threshold("20 ms")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class RequestJfr extends Event implements Recorder.Span<RequestEvent> {
  @Label("Connection")
  private long connection;

  @Label("Number")
  @Description("Among the requests of its connection")
  private long number;

  @Label("Client")
  private @Nullable String client;

  @Label("Version")
  private @Nullable String version;

  @Label("Method")
  private @Nullable String method;

  @Label("Path")
  @Description("Percent-encoded, without the query")
  private @Nullable String path;

  @Label("Status")
  private int status;

  @Label("Outcome")
  private @Nullable String outcome;

  @Label("Fault")
  private @Nullable String fault;

  @Label("Rule")
  @Description("The rule that the client broke")
  private @Nullable String rule;

  @Label("Cause")
  @Description("How the handler has failed, or why the response was cut")
  private @Nullable String cause;

  @Label("Handler Thread")
  private @Nullable String handlerThread;

  @Label("Until Handler")
  @Description("From the head to the call of the handler")
  @Timespan(Timespan.NANOSECONDS)
  private long untilHandler;

  @Label("Until Response")
  @Description("From the head to the response")
  @Timespan(Timespan.NANOSECONDS)
  private long untilResponse;

  @Label("Head Bytes Received")
  @DataAmount
  private long headBytesReceived;

  @Label("Content Bytes Received")
  @DataAmount
  private long contentBytesReceived;

  @Label("Head Bytes Sent")
  @DataAmount
  private long headBytesSent;

  @Label("Content Bytes Sent")
  @DataAmount
  private long contentBytesSent;

  @Override
  public void end(RequestEvent what) {
    end();
    if (!shouldCommit()) {
      return;
    }
    connection = what.connection().number();
    number = what.number();
    client = String.valueOf(what.client());
    version = String.valueOf(what.request().version());
    method = String.valueOf(what.request().method());
    path = what.request().rawPath();
    status = what.response().map(response -> response.status().code()).orElse(0);
    outcome = what.outcome().map(Enum::name).orElse(null);
    fault = what.fault().name();
    rule = what.rule().map(BrokenRule::name).orElse(null);
    cause = what.cause().map(Throwable::toString).orElse(null);
    handlerThread = what.handlerThread().map(Enum::name).orElse(null);
    untilHandler = nanosUntil(what, Moment.HANDLING_BEGAN);
    untilResponse = nanosUntil(what, Moment.RESPONDED);
    headBytesReceived = what.headBytesReceived();
    contentBytesReceived = what.contentBytesReceived();
    headBytesSent = what.headBytesSent();
    contentBytesSent = what.contentBytesSent();
    commit();
  }

  private static long nanosUntil(RequestEvent what, Moment moment) {
    return what.elapsed(Moment.RECEIVED, moment).map(Duration::toNanos).orElse(0L);
  }
}
