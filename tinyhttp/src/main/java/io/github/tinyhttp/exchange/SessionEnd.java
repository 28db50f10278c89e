package io.github.tinyhttp.exchange;

import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.SessionEndEvent;
import io.github.tinyhttp.syntax.Escapes;

/// How a protocol that is not HTTP says that it has ended, for those who watch.
record SessionEnd(RequestEvent request, int code, String reason, ClosedBy closedBy)
    implements SessionEndEvent {
  @Override
  public String toString() {
    var text = new StringBuilder("closed by ").append(closedBy).append(" with ").append(code);
    Escapes.append(text.append(" \""), reason);
    return text.append("\" of ").append(request).toString();
  }
}
