package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// OkHttp, the client of Android.
@ParameterizedClass
@EnumSource(Transport.class)
class OkHttpTest extends ClientContract
    implements ReadsTrailers, AsksToContinue, CancelsRequests, StopsUploads, LosesNoRequest {
  OkHttpTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) {
    return new OkHttp(uri, trusted);
  }

  private static final class OkHttp implements Http2Client {
    private final String uri;
    private final OkHttpClient client;

    OkHttp(String uri, TestCertificate trusted) {
      this.uri = uri;
      var dispatcher = new Dispatcher();
      dispatcher.setMaxRequests(200);
      dispatcher.setMaxRequestsPerHost(200);
      var builder = new OkHttpClient.Builder().dispatcher(dispatcher);
      if (uri.startsWith("https")) {
        builder
            .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
            .sslSocketFactory(trusted.clientContext().getSocketFactory(), Trust.in(trusted));
      } else {
        builder.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      }
      client = builder.build();
    }

    private Call call(ClientRequest request) {
      var headers = new okhttp3.Headers.Builder();
      request.fields().forEach(field -> headers.add(field.name(), field.value()));
      byte[] content = request.content();
      RequestBody body =
          request.hasContent() ? RequestBody.create(content, null, 0, content.length) : null;
      return client.newCall(
          new Request.Builder()
              .url(uri + request.path())
              .headers(headers.build())
              .method(request.method(), body)
              .build());
    }

    @Override
    public CompletableFuture<ClientResponse> send(ClientRequest request) {
      var future = new CompletableFuture<ClientResponse>();
      call(request)
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException e) {
                  future.completeExceptionally(e);
                }

                @Override
                public void onResponse(Call call, Response response) {
                  try (response) {
                    byte[] content = response.body().bytes();
                    future.complete(
                        new ClientResponse(
                            response.code(),
                            headers(response.headers()),
                            content,
                            headers(response.trailers())));
                  } catch (IOException e) {
                    future.completeExceptionally(e);
                  }
                }
              });
      return future;
    }

    private static Headers headers(okhttp3.Headers fields) {
      Headers all = Headers.empty();
      for (int i = 0; i < fields.size(); i++) {
        all = all.withAdded(fields.name(i), fields.value(i));
      }
      return all;
    }

    @Override
    public CompletableFuture<Void> getAndCancel(String path, int octets) {
      return CompletableFuture.runAsync(
          () -> {
            Call call = call(ClientRequest.get(path));
            try (Response response = call.execute()) {
              response.body().byteStream().readNBytes(octets);
              call.cancel();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }

    @Override
    public void close() {
      client.dispatcher().executorService().shutdown();
      client.connectionPool().evictAll();
    }
  }
}
