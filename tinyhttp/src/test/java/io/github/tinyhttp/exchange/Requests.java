package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Limits;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.engine.Endpoints;
import io.github.tinyhttp.http1.DetachedHead;
import io.github.tinyhttp.tls.TlsSession;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/// Makes requests that are asked, and whose responses go nowhere. For tests inside the library; an
/// application has `TestRequest` in tinyhttp-testing, which depends on this module.
public final class Requests {
  private static final Dispatcher DISPATCHER =
      new Dispatcher(
          ServerOptions.defaults(), Set.of(), new Intake.ToHandler(_ -> Response.empty()));

  private Requests() {}

  /// @param fields name, value, name, value
  public static ServerRequest get(String target, String... fields) {
    return of("GET", target, new byte[0], fields);
  }

  public static ServerRequest post(String target, String text, String... fields) {
    return of("POST", target, text.getBytes(StandardCharsets.UTF_8), fields);
  }

  public static ServerRequest of(String method, String target, byte[] content, String... fields) {
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    Headers headers = Headers.of(fields);
    if (!headers.contains("Host")) {
      head.append("Host: localhost\r\n");
    }
    headers.forEach(field -> head.append(field.name() + ": " + field.value() + "\r\n"));
    head.append("Content-Length: " + content.length + "\r\n\r\n");
    byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    Limits unbounded = Limits.defaults().withHead(Integer.MAX_VALUE);
    var carrier =
        new LooseCarrier(
            DetachedHead.read(bytes, unbounded, false).request(),
            new WholeBody(content, Headers.empty()));
    carrier.request = new ServerRequest(DISPATCHER, carrier);
    carrier.request.begin(0);
    return carrier.request;
  }

  private static final class LooseCarrier implements Carrier {
    private final RequestHead head;
    private final Incoming body;
    private ServerRequest request;

    LooseCarrier(RequestHead head, Incoming body) {
      this.head = head;
      this.body = body;
    }

    @Override
    public RequestHead head() {
      return head;
    }

    @Override
    public Incoming body() {
      return body;
    }

    @Override
    public ConnectionInfo connection() {
      return Nowhere.CONNECTION;
    }

    @Override
    public void sendInterim(Status status, Headers fields) {}

    @Override
    public void send() {
      request.sent();
    }

    @Override
    public Outgoing begin() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ProtocolSwitch> offered(String protocol) {
      return Optional.empty();
    }

    @Override
    public void watchClient() {}

    @Override
    public void cutSwitched() {}
  }

  private enum Nowhere implements ConnectionInfo {
    CONNECTION;

    @Override
    public Endpoints endpoints() {
      return Endpoints.of(
          new InetSocketAddress("127.0.0.1", 23456),
          new InetSocketAddress("127.0.0.1", 80),
          Optional.empty());
    }

    @Override
    public Optional<TlsSession> tls() {
      return Optional.empty();
    }

    @Override
    public long number() {
      return 1;
    }

    @Override
    public long openedAt() {
      return 0;
    }

    @Override
    public String protocol() {
      return "HTTP/1.1";
    }

    @Override
    public long bytesReceived() {
      return 0;
    }

    @Override
    public long bytesSent() {
      return 0;
    }

    @Override
    public long nextRequest() {
      return 1;
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }
}
