package io.github.tinyhttp.engine;

/// The protocol of a connection that may not stay: it is closed as soon as its loop knows it.
public final class ExcessConnection implements Protocol {
  private final Connection io;

  public ExcessConnection(Connection io) {
    this.io = io;
    io.hold();
    io.resumeOnLoop(); // goes on in `resumed`, when the loop has added the connection to its list
  }

  @Override
  public void readable(Driver driver) {
    io.close();
  }

  @Override
  public void writable(Driver driver) {}

  @Override
  public void expired(Driver driver, long now) {
    io.close();
  }

  @Override
  public void drain(Driver driver, long until) {
    io.close();
  }

  @Override
  public String name() {
    return "none";
  }

  @Override
  public void closed() {}
}
