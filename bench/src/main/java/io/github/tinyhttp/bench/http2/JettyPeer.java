package io.github.tinyhttp.bench.http2;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// Jetty's core with a handler that says that it does not block, so that it runs on the thread that
/// has read the request.
final class JettyPeer {
  private static final HttpField TEXT =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain");
  private static final HttpField BYTES =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/octet-stream");
  private static final byte[] MEBIBYTE = Contents.mebibyte();

  private JettyPeer() {}

  private static final class Routes extends Handler.Abstract {
    private final Path file;

    Routes(Path file) {
      super(InvocationType.NON_BLOCKING);
      this.file = file;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      switch (Request.getPathInContext(request)) {
        case "/" -> respond(response, TEXT, Contents.HELLO, callback);
        case "/memory" -> respond(response, BYTES, MEBIBYTE, callback);
        case "/mebibyte" -> {
          head(response, BYTES, 1 << 20);
          Content.copy(Content.Source.from(file), response, callback);
        }
        case "/echo" ->
            Content.Source.asByteBuffer(
                request,
                new Promise<>() {
                  @Override
                  public void succeeded(ByteBuffer body) {
                    head(response, BYTES, body.remaining());
                    response.write(true, body, callback);
                  }

                  @Override
                  public void failed(Throwable cause) {
                    callback.failed(cause);
                  }
                });
        default -> Response.writeError(request, response, callback, 404);
      }
      return true;
    }
  }

  private static void head(Response response, HttpField type, long length) {
    response.setStatus(200);
    response.getHeaders().put(type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
  }

  private static void respond(Response response, HttpField type, byte[] body, Callback callback) {
    head(response, type, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  public static void main(String[] arguments) throws Exception {
    Peer peer = Peer.of(arguments);
    var server = new Server();
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    ServerConnector connector =
        peer.isSecure()
            ? secure(server, configuration, peer.contents())
            : new ServerConnector(server, new HTTP2CServerConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setPort(peer.port());
    server.addConnector(connector);
    server.setHandler(new Routes(peer.contents().mebibyteFile()));
    server.start();
    server.join();
  }

  private static ServerConnector secure(
      Server server, HttpConfiguration configuration, Contents contents) throws Exception {
    configuration.addCustomizer(new SecureRequestCustomizer(false)); // the host is not checked
    var http2 = new HTTP2ServerConnectionFactory(configuration);
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http2.getProtocol());
    var tls = new SslContextFactory.Server();
    tls.setSslContext(contents.sslContext());
    return new ServerConnector(
        server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn, http2);
  }
}
