package io.github.tinyhttp.bench.http2;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;

/// Netty with its multiplex codec on native epoll: a channel for each stream, and one flush for all
/// responses of a read.
final class NettyPeer {
  private static final AsciiString TEXT = AsciiString.cached("text/plain");
  private static final AsciiString BYTES = AsciiString.cached("application/octet-stream");
  private static final ByteBuf HELLO = shared(Contents.HELLO);
  private static final ByteBuf MEBIBYTE = shared(Contents.mebibyte());

  private NettyPeer() {}

  private static ByteBuf shared(byte[] bytes) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
  }

  public static void main(String[] arguments) throws Exception {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    Peer peer = Peer.of(arguments);
    SslContext tls = peer.isSecure() ? tls(peer.contents()) : null;
    var group =
        new MultiThreadIoEventLoopGroup(
            Runtime.getRuntime().availableProcessors(), EpollIoHandler.newFactory());
    new ServerBootstrap()
        .group(group)
        .channel(EpollServerSocketChannel.class)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel client) {
                if (tls != null) {
                  client.pipeline().addLast(tls.newHandler(client.alloc()));
                }
                client
                    .pipeline()
                    .addLast(
                        Http2FrameCodecBuilder.forServer().build(),
                        new Http2MultiplexHandler(new Streams()));
              }
            })
        .bind("127.0.0.1", peer.port())
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static SslContext tls(Contents contents) throws Exception {
    return SslContextBuilder.forServer(contents.keyManagers())
        .sslProvider(SslProvider.JDK)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2))
        .build();
  }

  private static final class Streams extends ChannelInitializer<io.netty.channel.Channel> {
    @Override
    protected void initChannel(io.netty.channel.Channel stream) {
      stream.pipeline().addLast(new Routes());
    }
  }

  /// One stream.
  private static final class Routes extends ChannelInboundHandlerAdapter {
    private CompositeByteBuf echo; // null until a body comes

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      try {
        if (message instanceof Http2HeadersFrame head) {
          request(context, head);
        } else if (message instanceof Http2DataFrame data && echo != null) {
          echo.addComponent(true, data.content().retain());
          if (data.isEndStream()) {
            respond(context, BYTES, echo);
            echo = null;
          }
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    private void request(ChannelHandlerContext context, Http2HeadersFrame head) {
      switch (head.headers().path().toString()) {
        case "/" -> respond(context, TEXT, HELLO.duplicate());
        case "/memory" -> respond(context, BYTES, MEBIBYTE.duplicate());
        case "/echo" -> echo = context.alloc().compositeBuffer();
        default ->
            context.write(
                new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("404"), true));
      }
    }

    private static void respond(ChannelHandlerContext context, AsciiString type, ByteBuf body) {
      var fields = new DefaultHttp2Headers(false);
      fields.status("200").add("content-type", type).addInt("content-length", body.readableBytes());
      context.write(new DefaultHttp2HeadersFrame(fields));
      context.write(new DefaultHttp2DataFrame(body, true));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // the clients leave without goodbye
    }
  }
}
