package io.github.tinyhttp.sockets;

import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.testkit.Conversation;
import java.io.IOException;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A test of what is the same in every version of HTTP: it runs over each.
@ParameterizedClass(name = "{0}")
@EnumSource(WireVersion.class)
public abstract class EachVersionTest extends SocketTest {
  /// The version of this run.
  @Parameter protected WireVersion version;

  /// Connects to a server that responds with `handler`.
  protected final Conversation converse(Handler handler) throws IOException {
    return converse(server(handler));
  }

  /// Connects.
  protected final Conversation converse(Server server) {
    return closedAfter(version.connect(server.port()));
  }
}
