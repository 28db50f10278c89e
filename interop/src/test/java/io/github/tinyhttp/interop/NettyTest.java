package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.TestCertificate;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Netty's codec, with a channel for each stream.
@ParameterizedClass
@EnumSource(Transport.class)
class NettyTest extends ClientContract
    implements SendsTrailers, AsksToContinue, CancelsRequests, StopsUploads, LosesNoRequest {
  NettyTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) throws Exception {
    return new Netty(URI.create(uri), trusted);
  }

  private static final class Netty implements Http2Client {
    private final URI uri;
    private final EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    Netty(URI uri, TestCertificate trusted) throws Exception {
      this.uri = uri;
      SslContext tls = uri.getScheme().equals("https") ? tls(trusted) : null;
      var initializer =
          new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
              if (tls != null) {
                SslHandler handler = tls.newHandler(channel.alloc(), uri.getHost(), uri.getPort());
                channel.pipeline().addLast(handler);
              }
              channel
                  .pipeline()
                  .addLast(
                      Http2FrameCodecBuilder.forClient()
                          .initialSettings(
                              Http2Settings.defaultSettings().maxHeaderListSize(64 << 10))
                          .build(),
                      new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
            }
          };
      connection =
          new Bootstrap()
              .group(group)
              .channel(NioSocketChannel.class)
              .handler(initializer)
              .connect(uri.getHost(), uri.getPort())
              .sync()
              .channel();
      SslHandler handler = connection.pipeline().get(SslHandler.class);
      if (handler != null) {
        handler.handshakeFuture().sync();
      }
    }

    private static SslContext tls(TestCertificate trusted) throws IOException {
      return SslContextBuilder.forClient()
          .trustManager(trusted.chain().toFile())
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2))
          .build();
    }

    private Http2Headers head(ClientRequest request) {
      Http2Headers head =
          new DefaultHttp2Headers()
              .method(request.method())
              .scheme(uri.getScheme())
              .authority(uri.getAuthority())
              .path(request.path());
      copy(request.fields(), head);
      return head;
    }

    private static void copy(Headers fields, Http2Headers into) {
      fields.forEach(field -> into.add(field.name().toLowerCase(Locale.ROOT), field.value()));
    }

    private CompletableFuture<Http2StreamChannel> open(Exchange exchange) {
      var opened = new CompletableFuture<Http2StreamChannel>();
      new Http2StreamChannelBootstrap(connection)
          .handler(exchange)
          .open()
          .addListener(
              future -> {
                if (future.isSuccess()) {
                  opened.complete((Http2StreamChannel) future.getNow());
                } else {
                  exchange.response.completeExceptionally(future.cause());
                }
              });
      return opened;
    }

    @Override
    public CompletableFuture<ClientResponse> send(ClientRequest request) {
      var exchange = new Exchange(request, Integer.MAX_VALUE);
      var _ =
          open(exchange)
              .thenAccept(
                  stream -> {
                    boolean ends = !request.hasContent();
                    stream
                        .writeAndFlush(new DefaultHttp2HeadersFrame(head(request), ends))
                        .addListener(
                            written -> {
                              if (!written.isSuccess()) {
                                exchange.response.completeExceptionally(written.cause());
                              }
                            });
                    if (!ends && !request.expectsContinue()) {
                      exchange.sendContent(stream);
                    }
                  });
      return exchange.response;
    }

    @Override
    public CompletableFuture<Void> getAndCancel(String path, int octets) {
      ClientRequest request = ClientRequest.get(path);
      var exchange = new Exchange(request, octets);
      var _ =
          open(exchange)
              .thenAccept(
                  stream ->
                      stream.writeAndFlush(new DefaultHttp2HeadersFrame(head(request), true)));
      return exchange.response.thenAccept(_ -> {});
    }

    @Override
    public void close() {
      connection.close().syncUninterruptibly();
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /// One stream. Confined to its event loop.
  private static final class Exchange extends SimpleChannelInboundHandler<Http2StreamFrame> {
    final CompletableFuture<ClientResponse> response = new CompletableFuture<>();
    private final ClientRequest request;
    private final int most;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int status;
    private Headers fields = Headers.empty();
    private Headers trailers = Headers.empty();

    Exchange(ClientRequest request, int most) {
      this.request = request;
      this.most = most;
    }

    void sendContent(Channel stream) {
      boolean last = request.trailers().isEmpty();
      stream.writeAndFlush(
          new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(request.content()), last));
      if (!last) {
        Http2Headers behind = new DefaultHttp2Headers();
        Netty.copy(request.trailers(), behind);
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(behind, true));
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      boolean ends = false;
      switch (frame) {
        case Http2HeadersFrame headers -> {
          ends = headers.isEndStream();
          head(context, headers.headers());
        }
        case Http2DataFrame data -> {
          ends = data.isEndStream();
          byte[] some = new byte[data.content().readableBytes()];
          data.content().readBytes(some);
          content.writeBytes(some);
        }
        case Http2ResetFrame reset ->
            response.completeExceptionally(new IOException("reset: " + reset.errorCode()));
        default -> {}
      }
      if (ends) {
        response.complete(new ClientResponse(status, fields, content.toByteArray(), trailers));
      } else if (content.size() >= most) {
        context
            .writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL))
            .addListener(_ -> response.complete(null));
      }
    }

    private void head(ChannelHandlerContext context, Http2Headers headers) {
      if (headers.status() == null) {
        trailers = copy(headers);
      } else if (headers.status().toString().equals("100")) {
        sendContent(context.channel());
      } else {
        status = Integer.parseInt(headers.status().toString());
        fields = copy(headers);
      }
    }

    private static Headers copy(Http2Headers headers) {
      Headers all = Headers.empty();
      for (var field : headers) {
        if (field.getKey().charAt(0) != ':') {
          all = all.withAdded(field.getKey().toString(), field.getValue().toString());
        }
      }
      return all;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      response.completeExceptionally(new IOException("the connection is closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      response.completeExceptionally(cause);
      context.close();
    }
  }
}
