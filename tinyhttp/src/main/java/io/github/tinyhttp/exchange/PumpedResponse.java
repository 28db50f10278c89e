package io.github.tinyhttp.exchange;

import io.github.tinyhttp.semantics.FileChangedException;
import io.github.tinyhttp.semantics.RepresentationSelector;
import java.io.IOException;

/// One response on its way whose content is read or made while it is sent. Until a byte of it has
/// left it can be made anew: of a file that has changed meanwhile, or to say that the content
/// failed. What bytes it is made of is up to the protocol.
public abstract class PumpedResponse {
  private final ServerRequest request;

  /// Whether the content has failed, and an error response takes its place.
  private boolean refused;

  /// Sends [ServerRequest#response()].
  protected PumpedResponse(ServerRequest request) {
    this.request = request;
  }

  /// Collects the head of [ServerRequest#response()], as it is now.
  protected abstract Outgoing open() throws IOException;

  /// Forgets what was collected of a response of which nothing has left.
  protected abstract void discard();

  /// The response has left as a whole.
  protected abstract void ended(Outgoing out);

  /// The content broke off after part of the response has left.
  ///
  /// @throws IOException if that ends what other responses are sent over
  protected abstract void broken(Outgoing out, Throwable cause) throws IOException;

  /// Whether no response can reach the client any more.
  protected abstract boolean isClientGone();

  /// Sends [ServerRequest#response()], whose content is in memory, in place of content that failed
  /// with `cause`.
  protected abstract void sendInstead(Throwable cause) throws IOException;

  /// Sends the response. For a thread that may wait.
  ///
  /// @throws IOException if the client has gone
  public final void send() throws IOException {
    for (int attempt = 1; !isSent(attempt); attempt++) {
      request.selectAgain();
    }
  }

  /// Sends the response.
  ///
  /// @return whether that came to an end, good or bad; if not, the file has changed
  private boolean isSent(int attempt) throws IOException {
    Outgoing out = open();
    try {
      if (out.hasContent()) {
        ContentPump.pump(request.response().body(), out);
      }
      out.complete();
    } catch (Throwable e) {
      if (out.hasSent()) {
        broken(out, e);
        return true;
      }
      discard();
      if (e instanceof FileChangedException && attempt < RepresentationSelector.MOST_ATTEMPTS) {
        return false;
      }
      refuse(e);
      return true;
    }
    ended(out);
    return true;
  }

  /// The content failed before anything has left: the client gets a response that says so, of the
  /// application's if that can be sent.
  private void refuse(Throwable cause) throws IOException {
    if (isClientGone()) {
      throw cause instanceof IOException io ? io : new IOException("the content failed", cause);
    }
    if (refused) { // what was to say so has failed, too
      ResponseStreams.close(request.response(), request.dispatcher());
      request.response(LibraryResponses.internalError().withConnectionClose());
      sendInstead(cause);
      return;
    }
    refused = true;
    request.response(request.refusal(cause).withConnectionClose());
    if (ContentPump.isFor(request.response().body())) {
      boolean _ = isSent(RepresentationSelector.MOST_ATTEMPTS);
    } else {
      sendInstead(cause);
    }
  }
}
