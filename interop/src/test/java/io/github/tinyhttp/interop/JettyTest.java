package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.TestCertificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Jetty's client.
@ParameterizedClass
@EnumSource(Transport.class)
class JettyTest extends ClientContract
    implements SendsTrailers, AsksToContinue, CancelsRequests, StopsUploads {
  JettyTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) throws Exception {
    return new Jetty(uri, trusted);
  }

  private static final class Jetty implements Http2Client {
    private static final int MOST = 16 << 20;

    private final String uri;
    private final HttpClient client;

    Jetty(String uri, TestCertificate trusted) throws Exception {
      this.uri = uri;
      var connector = new ClientConnector();
      var tls = new SslContextFactory.Client();
      tls.setSslContext(trusted.clientContext());
      connector.setSslContextFactory(tls);
      client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector)));
      client.setMaxRequestHeadersSize(64 << 10);
      client.setMaxResponseHeadersSize(64 << 10);
      client.start();
      client.getContentDecoderFactories().clear(); // tests decode
    }

    private Request of(ClientRequest request) {
      Request made = client.newRequest(uri + request.path()).method(request.method());
      made.headers(
          fields -> request.fields().forEach(field -> fields.add(field.name(), field.value())));
      if (request.hasContent()) {
        made.body(new BytesRequestContent(request.content()));
      }
      if (!request.trailers().isEmpty()) {
        HttpFields.Mutable trailers = HttpFields.build();
        request.trailers().forEach(field -> trailers.add(field.name(), field.value()));
        made.trailersSupplier(() -> trailers);
      }
      return made;
    }

    @Override
    public CompletableFuture<ClientResponse> send(ClientRequest request) {
      var future = new CompletableFuture<ClientResponse>();
      of(request)
          .send(
              new BufferingResponseListener(MOST) {
                @Override
                public void onComplete(Result result) {
                  if (result.getResponseFailure() != null) {
                    future.completeExceptionally(result.getResponseFailure());
                    return;
                  }
                  byte[] content = getContent();
                  future.complete(
                      new ClientResponse(
                          result.getResponse().getStatus(),
                          headers(result.getResponse().getHeaders()),
                          content == null ? new byte[0] : content,
                          headers(result.getResponse().getTrailers())));
                }
              });
      return future;
    }

    private static Headers headers(HttpFields fields) {
      Headers all = Headers.empty();
      if (fields != null) {
        for (var field : fields) {
          all = all.withAdded(field.getName(), field.getValue());
        }
      }
      return all;
    }

    @Override
    public CompletableFuture<Void> getAndCancel(String path, int octets) {
      var future = new CompletableFuture<Void>();
      var received = new AtomicInteger();
      of(ClientRequest.get(path))
          .onResponseContent(
              (response, content) -> {
                if (received.addAndGet(content.remaining()) >= octets) {
                  response.abort(new Exception("enough"));
                }
              })
          .send(_ -> future.complete(null));
      return future;
    }

    @Override
    public void close() {
      try {
        client.stop();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
