package io.github.tinyhttp.interop;

import java.util.concurrent.CompletableFuture;

/// A client with one connection to one server, over which it speaks HTTP/2.
interface Http2Client {
  /// Sends a request.
  ///
  /// @return the response once it is complete
  CompletableFuture<ClientResponse> send(ClientRequest request);

  /// Gets a response that has no end, and cancels it as soon as it has some octets of content.
  ///
  /// @return done when the client has cancelled it
  CompletableFuture<Void> getAndCancel(String path, int octets);

  void close();
}
