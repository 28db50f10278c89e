package io.github.tinyhttp.server;

import io.github.tinyhttp.Listener;
import io.github.tinyhttp.wire.SocketFile;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens the sockets of listeners.
final class Listeners {
  private Listeners() {}

  /// Opens all of these listeners, or none.
  ///
  /// @param backlog for listeners without one
  static List<OpenListener> open(List<Listener> listeners, int backlog) throws IOException {
    var all = new ArrayList<OpenListener>();
    for (Listener listener : listeners) {
      try {
        all.add(open(listener, listener.backlog().orElse(backlog)));
      } catch (IOException | RuntimeException e) {
        for (OpenListener opened : all) {
          opened.remove();
          opened.channel().close();
        }
        throw new IOException("cannot listen on " + listener.target() + ": " + reason(e), e);
      }
    }
    return all;
  }

  private static @Nullable String reason(Exception cause) {
    return cause instanceof UnresolvedAddressException
        ? "the host name is not known" // the exception itself says nothing
        : cause.getMessage();
  }

  private static OpenListener open(Listener listener, int backlog) throws IOException {
    return switch (listener.target()) {
      case Listener.BindTarget.At(UnixDomainSocketAddress address) -> {
        SocketFile file = SocketFile.bind(address.getPath(), listener.permissions(), backlog);
        yield new OpenListener(listener, file.channel(), address, Optional.of(file));
      }
      case Listener.BindTarget.At(SocketAddress address) -> {
        ServerSocketChannel channel = bind(address, backlog);
        yield new OpenListener(listener, channel, channel.getLocalAddress(), Optional.empty());
      }
      case Listener.BindTarget.Given(ServerSocketChannel channel) -> given(listener, channel);
      case Listener.BindTarget.Inherited _ -> given(listener, inherited());
    };
  }

  private static OpenListener given(Listener listener, ServerSocketChannel channel)
      throws IOException {
    SocketAddress address = channel.getLocalAddress();
    if (address == null) {
      throw new IOException("the channel is not bound");
    }
    return new OpenListener(listener, channel, address, Optional.empty());
  }

  private static ServerSocketChannel inherited() throws IOException {
    Channel channel = System.inheritedChannel();
    if (channel instanceof ServerSocketChannel listening) {
      return listening;
    }
    throw new IOException(
        channel == null
            ? "the standard input of this process is not a socket"
            : "the standard input of this process is a connection, not a listener: " + channel);
  }

  private static ServerSocketChannel bind(SocketAddress address, int backlog) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, backlog);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
