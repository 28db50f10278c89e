package io.github.tinyhttp.sockets;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// Responses that do not end by themselves.
public final class Unending {
  private Unending() {}

  /// Goes on until nothing can be sent any more.
  ///
  /// @param failure told why
  public static Response flood(CompletableFuture<Exception> failure) {
    Body.Writer writer =
        out -> {
          try {
            while (true) {
              out.write(new byte[1 << 16]);
            }
          } catch (Exception e) {
            failure.complete(e);
            throw e;
          }
        };
    return Response.stream(writer);
  }

  /// Sends `half`, and the rest, which is nothing, when it is released.
  public static Response half(CountDownLatch released) {
    return Response.stream(
        out -> {
          out.write("half".getBytes(StandardCharsets.US_ASCII));
          out.flush();
          Await.opened(released);
        });
  }
}
