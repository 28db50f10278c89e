package io.github.tinyhttp.http2;

import io.github.tinyhttp.Http2Options;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Proxies;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.engine.Connection;
import io.github.tinyhttp.engine.Protocol;
import io.github.tinyhttp.exchange.Dispatcher;
import io.github.tinyhttp.exchange.HttpsRedirect;
import io.github.tinyhttp.wire.InputBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// HTTP/2 for the listeners of one server: what their connections have in common. The door of this
/// room.
public final class Http2 {
  private final Dispatcher dispatcher;
  private final Limits limits;
  private final Http2Options options;
  private final Optional<Proxies> proxies;
  private final Optional<String> name;

  private final Optional<HttpsRedirect> redirect;

  /// How many drivers of one loop may read files: one that drives, and those that have lost it in
  /// doing so.
  private static final int READING_DRIVERS = 4;

  /// Permits for drivers to read files, so a slow disk holds only a few of these threads.
  private final Semaphore readingDrivers;

  /// @param dispatcher brings requests to the application
  /// @param redirect where requests are sent, if they are not for the application
  public Http2(ServerOptions options, Dispatcher dispatcher, Optional<HttpsRedirect> redirect) {
    this.redirect = redirect;
    this.dispatcher = dispatcher;
    this.limits = options.limits();
    this.options = options.http2();
    this.proxies = options.proxies();
    this.name = options.name();
    this.readingDrivers = new Semaphore(READING_DRIVERS * options.loops());
  }

  /// The protocol of a new connection whose client has chosen HTTP/2 in its TLS handshake, or has
  /// no choice.
  public Protocol speak(Connection connection) {
    dispatcher.events().connected(connection);
    return new Http2Connection(connection, this, new InputBuffer(0));
  }

  /// The protocol of a connection that began with HTTP/2's preface, of which events were told
  /// already.
  ///
  /// @param input what the client has sent so far, from the first byte of the preface
  public Protocol goOn(Connection connection, InputBuffer input) {
    return new Http2Connection(connection, this, input.copy());
  }

  /// Whether the library itself responds to a request; then it has its response.
  boolean isOwn(Http2Stream stream) {
    return dispatcher.isOwn(stream.request(), stream.head().isServerWide(), redirect);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Semaphore readingDrivers() {
    return readingDrivers;
  }

  Limits limits() {
    return limits;
  }

  Http2Options options() {
    return options;
  }

  Optional<Proxies> proxies() {
    return proxies;
  }

  /// The value of `Server`; empty if it is not sent.
  Optional<String> name() {
    return name;
  }
}
