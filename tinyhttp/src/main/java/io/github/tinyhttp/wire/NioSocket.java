package io.github.tinyhttp.wire;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/// A socket of the JDK's channels. Together with [Listening], which accepts it, this is the only
/// class of the room that names them.
///
/// A peer that is gone without a word, as after a loss of power, is found out by the operating
/// system's probes (`SO_KEEPALIVE`), even where the application sets no time-out.
public final class NioSocket implements Socket {
  private final SocketChannel channel;
  private final SocketAddress local;
  private final SocketAddress remote;

  private NioSocket(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_KEEPALIVE)) {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
    this.channel = channel;
    this.local = channel.getLocalAddress();
    this.remote = channel.getRemoteAddress();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public long send(FileChannel file, long position, long count) throws IOException {
    return file.transferTo(position, count, channel);
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void resetAtClose() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException _) {
      // the socket is closed already, or its address family knows no reset
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public SocketAddress localAddress() {
    return local;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public Optional<UnixDomainPrincipal> peerCredentials() {
    try {
      return channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)
          ? Optional.of(channel.getOption(ExtendedSocketOptions.SO_PEERCRED))
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.empty();
    }
  }

  /// The channel to register with a selector.
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public String toString() {
    return channel.toString();
  }

  /// The listening side.
  public static final class Listening implements ListeningSocket {
    private final ServerSocketChannel channel;
    private final SocketAddress local;

    private Listening(ServerSocketChannel channel, SocketAddress local) {
      this.channel = channel;
      this.local = local;
    }

    /// Listens on a channel that the application has bound.
    ///
    /// @throws IOException if it is not bound
    public static Listening of(ServerSocketChannel channel) throws IOException {
      SocketAddress local = channel.getLocalAddress();
      if (local == null) {
        throw new IOException("the channel is not bound");
      }
      channel.configureBlocking(false);
      return new Listening(channel, local);
    }

    /// Binds an internet address, or the path of a Unix-domain socket. The socket is of the family
    /// of the address, so `0.0.0.0` takes no clients by IPv6. `::` takes clients by IPv4 as well:
    /// the JDK makes every IPv6 socket so, and has no option for it.
    ///
    /// @param backlog how many connections the operating system may keep until they are accepted
    public static Listening bind(SocketAddress address, int backlog) throws IOException {
      ServerSocketChannel channel = open(address);
      try {
        if (!(address instanceof UnixDomainSocketAddress)) {
          channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        channel.bind(address, backlog);
        return of(channel);
      } catch (UnresolvedAddressException e) {
        channel.close();
        throw new SocketException("the host name is not known", e);
      } catch (UnsupportedAddressTypeException e) {
        channel.close();
        throw new SocketException("no address of a kind that can be listened on", e);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
      if (address instanceof UnixDomainSocketAddress) {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      }
      if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
        return ServerSocketChannel.open(); // binding it says why that is no address
      }
      if (internet.getAddress() instanceof Inet4Address) {
        return ServerSocketChannel.open(StandardProtocolFamily.INET);
      }
      try {
        return ServerSocketChannel.open(StandardProtocolFamily.INET6);
      } catch (UnsupportedOperationException e) {
        String why =
            Boolean.getBoolean("java.net.preferIPv4Stack")
                ? "java.net.preferIPv4Stack turns IPv6 off"
                : "this machine has no IPv6";
        throw new SocketException(why, e);
      }
    }

    /// Whether sockets of IPv6 can be made here.
    public static boolean hasIpv6() {
      try (var _ = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
        return true;
      } catch (IOException | UnsupportedOperationException _) {
        return false;
      }
    }

    /// The listening socket that the process was started with as its standard input.
    ///
    /// @throws IOException if the standard input is anything else
    public static Listening inherited() throws IOException {
      Channel channel = System.inheritedChannel();
      if (channel instanceof ServerSocketChannel listening) {
        return of(listening);
      }
      throw new IOException(
          channel == null
              ? "the standard input of this process is no socket"
              : "the standard input of this process is a connection, not a listener: " + channel);
    }

    /// Whether no process listens behind the path of a Unix-domain socket. The probe sends nothing,
    /// and does not wait for a listener whose backlog is full.
    static boolean isDead(UnixDomainSocketAddress address) throws IOException {
      try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        probe.configureBlocking(false);
        boolean _ = probe.connect(address);
        return false;
      } catch (ConnectException _) {
        return true;
      }
    }

    @Override
    public @Nullable Socket accept() throws IOException {
      for (SocketChannel next = channel.accept(); next != null; next = channel.accept()) {
        try {
          return new NioSocket(next);
        } catch (IOException | RuntimeException e) {
          closeQuietly(next);
          Log.write(Level.DEBUG, "a client disconnected before it was served", e);
        } catch (Error e) {
          closeQuietly(next);
          throw e;
        }
      }
      return null;
    }

    private static void closeQuietly(SocketChannel channel) {
      try {
        channel.close();
      } catch (IOException _) {
        // the descriptor is free all the same
      }
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    @Override
    public SocketAddress localAddress() {
      return local;
    }

    /// The channel to register with a selector.
    public SelectableChannel channel() {
      return channel;
    }

    @Override
    public String toString() {
      return channel.toString();
    }
  }
}
