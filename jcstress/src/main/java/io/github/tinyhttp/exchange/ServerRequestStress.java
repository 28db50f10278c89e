package io.github.tinyhttp.exchange;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.ServerOptions;
import io.github.tinyhttp.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;

/// The claims of [ServerRequest]: it has one response and one end, of which events tell once, and
/// the stream of each response that was given is closed once.
public class ServerRequestStress {
  private static final IOException CAUSE = new IOException("the client is gone");

  private static final Dispatcher DISPATCHER =
      new Dispatcher(
          ServerOptions.defaults().withEvents(new Counter()),
          Set.of(),
          new Intake.ToHandler(_ -> Response.handled()));

  /// The stream of a response, which counts what becomes of it.
  private static final class Content extends InputStream {
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    static Content of(Response response) {
      return response.body().inputStream().orElse(null) instanceof Content content
          ? content
          : new Content();
    }

    Response response() {
      return Response.stream(this);
    }

    @Override
    public int read() {
      return -1;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /// Tells the stream of the response what has become of it.
  private static final class Counter implements ServerEvents {
    @Override
    public void sent(RequestEvent event) {
      Response response = event.response().orElseThrow();
      Content.of(response).sent.incrementAndGet();
    }

    @Override
    public void cut(RequestEvent event) {
      Response response = event.response().orElseThrow();
      Content.of(response).cut.incrementAndGet();
    }
  }

  /// The head of a request for `/`.
  private static final class Root implements RequestHead {
    static final RequestHead HEAD = new Root();

    @Override
    public HttpMethod method() {
      return HttpMethod.GET;
    }

    @Override
    public HttpVersion version() {
      return HttpVersion.HTTP_1_1;
    }

    @Override
    public String target() {
      return "/";
    }

    @Override
    public String rawPath() {
      return "/";
    }

    @Override
    public Optional<String> query() {
      return Optional.empty();
    }

    @Override
    public Optional<String> authority() {
      return Optional.of("a");
    }

    @Override
    public Headers headers() {
      return Headers.empty();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public OptionalLong contentLength() {
      return OptionalLong.empty();
    }
  }

  /// Brings no request in particular, and takes responses nowhere.
  private static final class Nowhere implements Carrier {
    @Override
    public RequestHead head() {
      return Root.HEAD;
    }

    @Override
    public Incoming body() {
      return WholeBody.empty();
    }

    @Override
    public ConnectionInfo connection() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sendInterim(Status status, Headers fields) {}

    @Override
    public void send() {}

    @Override
    public Outgoing begin() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ProtocolSwitch> offered(String protocol) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void watchClient() {}

    @Override
    public void cutSwitched() {}
  }

  private static ServerRequest request() {
    return new ServerRequest(DISPATCHER, new Nowhere());
  }

  /// Two threads give a response.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1, 0, 1", expect = ACCEPTABLE, desc = "the first was faster")
  @Outcome(id = "0, 1, 1, 1, 0", expect = ACCEPTABLE, desc = "the second was faster")
  @Outcome(expect = FORBIDDEN, desc = "there are two responses or none, or a stream stays open")
  public static class TwoRespond {
    private final ServerRequest request = request();
    private final Content one = new Content();
    private final Content other = new Content();

    @Actor
    public void first(IIIII_Result result) {
      result.r1 = request.claims(one.response()) ? 1 : 0;
    }

    @Actor
    public void second(IIIII_Result result) {
      result.r2 = request.claims(other.response()) ? 1 : 0;
    }

    @Arbiter
    public void seen(IIIII_Result result) {
      Content chosen = Content.of(request.response());
      result.r3 = chosen.equals(result.r1 == 1 ? one : other) ? 1 : 0;
      result.r4 = one.closed.get();
      result.r5 = other.closed.get();
    }
  }

  /// A request with a response, whose end is counted.
  static class Responded {
    final ServerRequest request = request();
    private final Content content = new Content();

    Responded() {
      boolean _ = request.claims(content.response());
    }

    void count(III_Result result) {
      result.r1 = content.sent.get();
      result.r2 = content.cut.get();
      result.r3 = content.closed.get();
    }
  }

  /// The response has left, and the connection is lost.
  @JCStressTest
  @State
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "it was sent")
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "it was cut")
  @Outcome(expect = FORBIDDEN, desc = "the request has two ends, or none")
  public static class SentAgainstCut extends Responded {
    @Actor
    public void writer() {
      request.sent();
    }

    @Actor
    public void closer() {
      request.cut(CAUSE);
    }

    @Arbiter
    public void seen(III_Result result) {
      count(result);
    }
  }

  /// Two threads find the connection lost.
  @JCStressTest
  @State
  @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "it was cut once")
  @Outcome(expect = FORBIDDEN, desc = "the request has two ends, or none")
  public static class TwoCut extends Responded {
    @Actor
    public void writer() {
      request.cut(CAUSE);
    }

    @Actor
    public void closer() {
      request.cut(CAUSE);
    }

    @Arbiter
    public void seen(III_Result result) {
      count(result);
    }
  }
}
