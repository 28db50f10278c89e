package io.github.tinyhttp.semantics;

import io.github.tinyhttp.Body;
import java.io.OutputStream;

/// Endless content in coded form: the coder writes, and the content itself is told to end or to
/// probe.
record CodedEndlessWriter(CodedWriter coded, Body.EndlessWriter content)
    implements Body.EndlessWriter {
  @Override
  public void writeTo(OutputStream out) throws Exception {
    coded.writeTo(out);
  }

  @Override
  public void end() {
    content.end();
  }

  @Override
  public void probe() {
    content.probe();
  }
}
