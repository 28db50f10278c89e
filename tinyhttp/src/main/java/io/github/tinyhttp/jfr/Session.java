package io.github.tinyhttp.jfr;

import java.time.Duration;

/// What a protocol that is not HTTP has with one client, as the recorder wants to know it.
public interface Session {
  /// The number of the connection.
  long connection();

  /// The number of the upgraded request on its connection, from 1; 0 if the request came before any
  /// recording wanted to know of requests.
  long request();

  /// The protocol, as the client has named it.
  String protocol();

  /// How long ago it began.
  Duration openFor();
}
