package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import java.io.IOException;
import java.util.Optional;

/// What a protocol does for one request: it brings the head and the body, and takes the response
/// back to the client. A place in HTTP/1.1's pipeline is one, a stream of HTTP/2 another.
///
/// The carrier tells the end of the request to its [ServerRequest]: [ServerRequest#sent()] or
/// [ServerRequest#cut(Throwable)], once the response it was given has left or never will.
public interface Carrier {
  /// What the request says before its body.
  RequestHead head();

  /// The body, as its bytes come.
  Incoming body();

  /// The connection underneath.
  ConnectionInfo connection();

  /// Sends an interim response (RFC 9110 §15.2). Blocks until it is the turn of this request.
  void sendInterim(Status status, Headers fields) throws IOException;

  /// Takes [ServerRequest#response()] to the client. Content that is already in memory never makes
  /// the caller wait; other content is pumped on the calling thread if it is the turn of this
  /// request, and on another thread later if not. A lost client is no error here.
  void send();

  /// As [#send()], but content that is in memory may leave a moment later, together with that of
  /// other requests. For a handler's thread that has nothing more to do.
  default void sendSoon() {
    send();
  }

  /// Whether a response takes the thread that sends it until the client has its content. Another
  /// one takes it only as long as it takes to open a file.
  default boolean takesThread(Response response) {
    return ContentPump.isFor(response.body());
  }

  /// Sends the head of [ServerRequest#response()], and lends the way for its content to the calling
  /// thread. Blocks until it is the turn of this request.
  ///
  /// @throws IOException if the client has gone
  Outgoing begin() throws IOException;

  /// The way out of HTTP that the client offers (RFC 9110 §7.8).
  ///
  /// @return empty if the client does not offer `protocol`, or its body has to be read before
  Optional<ProtocolSwitch> offered(String protocol);

  /// Begins to watch for the client to leave: [ServerRequest#clientLeft()].
  void watchClient();

  /// Cuts the connection because the library has failed, for lack of memory for example.
  default void breakOff() {
    connection().abort();
  }

  /// Cuts the connection, or the stream, after the request has left HTTP.
  void cutSwitched();

  /// A switch of protocols that the client offered and the application wants.
  @FunctionalInterface
  interface ProtocolSwitch {
    /// Sends the response that switches, once it is the turn of the request, and hands the bytes
    /// over.
    ///
    /// @param fields what else is said with it
    SwitchedConnection perform(Headers fields) throws IOException;
  }
}
