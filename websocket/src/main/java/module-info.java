import org.jspecify.annotations.NullMarked;

/// WebSocket (RFC 6455, RFC 7692) for tinyhttp servers.
@NullMarked
module io.github.tinyhttp.websocket {
  requires transitive io.github.tinyhttp;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports io.github.tinyhttp.websocket;
}
