package io.github.tinyhttp.interop;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.testkit.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The JDK's own client, which speaks HTTP/2 where TLS agrees on it. It gives no trailers.
@ParameterizedClass
@EnumSource(value = Transport.class, names = "TLS")
class JavaHttpClientTest extends ClientContract
    implements AsksToContinue, CancelsRequests, StopsUploads, LosesNoRequest {
  JavaHttpClientTest(Transport transport) {
    super(transport);
  }

  @Override
  Http2Client connect(String uri, TestCertificate trusted) {
    return new Jdk(uri, trusted);
  }

  private record Jdk(String uri, HttpClient client) implements Http2Client {
    Jdk(String uri, TestCertificate trusted) {
      this(uri, HttpClient.newBuilder().sslContext(trusted.clientContext()).build());
    }

    private HttpRequest of(ClientRequest request) {
      HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(uri + request.path()));
      builder.expectContinue(request.expectsContinue());
      for (Headers.Field field : request.fields().without("Expect")) {
        builder.header(field.name(), field.value());
      }
      return builder
          .method(
              request.method(),
              request.hasContent()
                  ? BodyPublishers.ofByteArray(request.content())
                  : BodyPublishers.noBody())
          .build();
    }

    @Override
    public CompletableFuture<ClientResponse> send(ClientRequest request) {
      return client
          .sendAsync(of(request), BodyHandlers.ofByteArray())
          .thenApply(
              response -> {
                Headers[] fields = {Headers.empty()};
                response
                    .headers()
                    .map()
                    .forEach(
                        (name, values) ->
                            values.stream()
                                .filter(_ -> !name.startsWith(":"))
                                .forEach(value -> fields[0] = fields[0].withAdded(name, value)));
                return new ClientResponse(
                    response.statusCode(), fields[0], response.body(), Headers.empty());
              });
    }

    @Override
    public CompletableFuture<Void> getAndCancel(String path, int octets) {
      return client
          .sendAsync(of(ClientRequest.get(path)), BodyHandlers.ofInputStream())
          .thenAccept(
              response -> {
                try (InputStream content = response.body()) {
                  content.readNBytes(octets);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
