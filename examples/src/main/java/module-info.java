/// Programs that use tinyhttp the way an application with a module of its own does.
module io.github.tinyhttp.examples {
  requires io.github.tinyhttp;
  requires io.github.tinyhttp.websocket;
}
