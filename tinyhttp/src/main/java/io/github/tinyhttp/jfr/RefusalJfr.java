package io.github.tinyhttp.jfr;

import io.github.tinyhttp.RefusalEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// `tinyhttp.Refusal`: a client broke a rule.
@Name("tinyhttp.Refusal")
@Label("Refused Input")
@Category("tinyhttp")
@Description("A client broke a rule of the protocol, or did not keep a deadline")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class RefusalJfr extends Event {
  @Label("Connection")
  private long connection;

  @Label("Client")
  private @Nullable String client;

  @Label("Rule")
  private @Nullable String rule;

  @Label("Section")
  private @Nullable String section;

  @Label("Message")
  private @Nullable String message;

  @Label("Status")
  private int status;

  void commit(RefusalEvent what) {
    if (!shouldCommit()) {
      return;
    }
    connection = what.connection().number();
    client = String.valueOf(what.connection().client());
    rule = what.rule().name();
    section = what.rule().section();
    message = what.rule().message();
    status = what.status().code();
    commit();
  }
}
