package io.github.tinyhttp.sockets;

import io.github.tinyhttp.http2.Http2Conversation;
import io.github.tinyhttp.testkit.Conversation;
import io.github.tinyhttp.testkit.WireClient;
import java.util.function.IntFunction;

/// The versions of HTTP in which a test can talk to a server.
public enum WireVersion {
  HTTP_1_1(WireClient::connect),
  HTTP_2(Http2Conversation::connect);

  private final IntFunction<Conversation> connects;

  WireVersion(IntFunction<Conversation> connects) {
    this.connects = connects;
  }

  /// Connects to a port of the loopback interface.
  public Conversation connect(int port) {
    return connects.apply(port);
  }
}
