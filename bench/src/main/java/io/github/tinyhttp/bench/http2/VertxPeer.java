package io.github.tinyhttp.bench.http2;

import io.netty.util.ResourceLeakDetector;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;

/// Vert.x on native epoll, a verticle for each processor.
final class VertxPeer extends VerticleBase {
  private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("application/octet-stream");
  private static final Buffer HELLO = Buffer.buffer(Contents.HELLO);
  private static final CharSequence HELLO_LENGTH =
      HttpHeaders.createOptimized(Integer.toString(Contents.HELLO.length));
  private static final Buffer MEBIBYTE = Buffer.buffer(Contents.mebibyte());

  private final HttpServerOptions options;
  private final String file;

  private VertxPeer(HttpServerOptions options, String file) {
    this.options = options;
    this.file = file;
  }

  @Override
  public Future<?> start() {
    return vertx.createHttpServer(options).requestHandler(this::handle).listen();
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    switch (request.path()) {
      case "/" -> {
        response
            .headers()
            .set(HttpHeaders.CONTENT_TYPE, TEXT)
            .set(HttpHeaders.CONTENT_LENGTH, HELLO_LENGTH);
        response.end(HELLO);
      }
      case "/memory" -> respond(response, MEBIBYTE);
      case "/mebibyte" -> response.sendFile(file);
      case "/echo" -> request.body().onSuccess(body -> respond(response, body));
      default -> response.setStatusCode(404).end();
    }
  }

  private static void respond(HttpServerResponse response, Buffer body) {
    response.headers().set(HttpHeaders.CONTENT_TYPE, BYTES);
    response.end(body);
  }

  public static void main(String[] arguments) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    Peer peer = Peer.of(arguments);
    int processors = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(processors));
    if (!vertx.isNativeTransportEnabled()) {
      System.err.println("no native transport: " + vertx.unavailableNativeTransportCause());
    }
    var options = new HttpServerOptions().setHost("127.0.0.1").setPort(peer.port());
    Contents contents = peer.contents();
    if (peer.isSecure()) {
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(contents.certificate().toString())
                  .setKeyPath(contents.key().toString()));
    }
    String file = contents.mebibyteFile().toString();
    vertx
        .deployVerticle(
            () -> new VertxPeer(options, file), new DeploymentOptions().setInstances(processors))
        .onFailure(
            e -> {
              e.printStackTrace();
              System.exit(1);
            });
  }
}
