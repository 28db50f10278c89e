package io.github.tinyhttp.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Netty's client, which offers plain `permessage-deflate` and refuses what it has not offered.
class NettyClientTest extends ClientInterop {
  private static final class Receiver extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final BlockingQueue<String> received;
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();

    Receiver(BlockingQueue<String> received) {
      this.received = received;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      received.add(frame.text());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        connected.complete(true);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      connected.completeExceptionally(cause);
      context.close();
    }
  }

  @Override
  Client connect(URI uri, BlockingQueue<String> received) throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    closedAfter(() -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync());
    var receiver = new Receiver(received);
    var handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            uri, WebSocketVersion.V13, null, true, new DefaultHttpHeaders(), 1 << 20);
    var initializer =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new HttpClientCodec(),
                    new HttpObjectAggregator(1 << 16),
                    new WebSocketClientCompressionHandler(0),
                    new WebSocketClientProtocolHandler(handshaker),
                    new WebSocketFrameAggregator(1 << 20),
                    receiver);
          }
        };
    Channel channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(initializer)
            .connect(uri.getHost(), uri.getPort())
            .sync()
            .channel();
    receiver.connected.get(20, TimeUnit.SECONDS);
    return new Client() {
      @Override
      public void send(String text) throws Exception {
        channel.writeAndFlush(new TextWebSocketFrame(text)).sync();
      }

      @Override
      public void close() throws Exception {
        channel.writeAndFlush(new CloseWebSocketFrame(4001, "bye")).sync();
      }
    };
  }
}
