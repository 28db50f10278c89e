package io.github.tinyhttp.clients;

/// HAProxy in front, which speaks HTTP/2 to the server, whatever its clients speak.
class HaproxyHttp2Test extends HaproxyTest {
  @Override
  String protocol() {
    return "proto h2";
  }
}
