package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.TestCertificate;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.async.methods.SimpleRequestProducer;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Apache HttpClient 5, on HttpCore 5. Its simple requests have no trailers.
@ParameterizedClass
@EnumSource(Transport.class)
class ApacheTest extends ClientContract implements AsksToContinue, StopsUploads, HeedsGoAway {
  ApacheTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) {
    return new Apache(uri, trusted);
  }

  /// This client ends the connection.
  @Test
  void the_server_hears_when_the_client_wants_no_more() throws Exception {
    client().getAndCancel("/endless", 100).get(20, TimeUnit.SECONDS);
    Await.opened(site().left);
  }

  private static final class Apache implements Http2Client {
    private final String uri;
    private final CloseableHttpAsyncClient client;

    Apache(String uri, TestCertificate trusted) {
      this.uri = uri;
      client =
          HttpAsyncClients.customHttp2()
              .setTlsStrategy(
                  ClientTlsStrategyBuilder.create()
                      .setSslContext(trusted.clientContext())
                      .buildAsync())
              .setH2Config(H2Config.custom().setMaxHeaderListSize(64 << 10).build())
              .disableAutomaticRetries()
              .build();
      client.start();
    }

    private SimpleHttpRequest of(ClientRequest request) {
      SimpleRequestBuilder builder =
          SimpleRequestBuilder.create(request.method()).setUri(uri + request.path());
      for (Headers.Field field : request.fields().without("Expect")) {
        builder.addHeader(field.name(), field.value());
      }
      builder.setRequestConfig(
          RequestConfig.custom()
              .setExpectContinueEnabled(request.expectsContinue())
              .setContentCompressionEnabled(false) // tests decode
              .build());
      if (request.hasContent()) {
        builder.setBody(request.content(), ContentType.APPLICATION_OCTET_STREAM);
      }
      return builder.build();
    }

    @Override
    public CompletableFuture<ClientResponse> send(ClientRequest request) {
      var future = new CompletableFuture<ClientResponse>();
      Future<SimpleHttpResponse> _ =
          client.execute(
              of(request),
              new FutureCallback<>() {
                @Override
                public void completed(SimpleHttpResponse response) {
                  byte[] content = response.getBodyBytes();
                  Headers fields = Headers.empty();
                  for (Header field : response.getHeaders()) {
                    fields = fields.withAdded(field.getName(), field.getValue());
                  }
                  future.complete(
                      new ClientResponse(
                          response.getCode(),
                          fields,
                          content == null ? new byte[0] : content,
                          Headers.empty()));
                }

                @Override
                public void failed(Exception e) {
                  future.completeExceptionally(e);
                }

                @Override
                public void cancelled() {
                  future.cancel(false);
                }
              });
      return future;
    }

    @Override
    public CompletableFuture<Void> getAndCancel(String path, int octets) {
      var enough = new CompletableFuture<Void>();
      Future<Void> response =
          client.execute(
              SimpleRequestProducer.create(of(ClientRequest.get(path))),
              new Counter(octets, enough),
              null);
      return enough.thenAccept(_ -> response.cancel(true));
    }

    @Override
    public void close() {
      client.close(CloseMode.IMMEDIATE);
    }
  }

  /// Counts the octets of a response.
  private static final class Counter extends AbstractBinResponseConsumer<Void> {
    private final CompletableFuture<Void> enough;
    private int left;

    Counter(int octets, CompletableFuture<Void> enough) {
      this.left = octets;
      this.enough = enough;
    }

    @Override
    protected void start(HttpResponse response, ContentType type) {}

    @Override
    protected int capacityIncrement() {
      return 1 << 16;
    }

    @Override
    protected void data(ByteBuffer content, boolean last) {
      left -= content.remaining();
      content.position(content.limit());
      if (left <= 0) {
        enough.complete(null);
      }
    }

    @Override
    protected Void buildResult() {
      return null;
    }

    @Override
    public void failed(Exception e) {
      enough.completeExceptionally(e);
    }

    @Override
    public void releaseResources() {}
  }
}
