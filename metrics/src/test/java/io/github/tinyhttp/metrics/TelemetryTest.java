package io.github.tinyhttp.metrics;

import static io.github.tinyhttp.testkit.Wire.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tinyhttp.ConnectionEvent;
import io.github.tinyhttp.Dispatch;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestWrapper;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Server;
import io.github.tinyhttp.ServerEvents;
import io.github.tinyhttp.testing.TestRequest;
import io.github.tinyhttp.testkit.Await;
import io.github.tinyhttp.testkit.WireClient;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Spans and metrics, as the SDK of OpenTelemetry exports them.
@Timeout(120)
class TelemetryTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String TRACEPARENT = "traceparent: 00-" + TRACE + "-" + PARENT + "-01\r\n";

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .setPropagators(
              ContextPropagators.create(
                  TextMapPropagator.composite(
                      W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
          .build();
  private final TinyhttpTelemetry telemetry = TinyhttpTelemetry.of(sdk);

  @AfterEach
  void close() {
    sdk.close();
  }

  private Server serve(Handler handler) throws IOException {
    return serve(handler, Dispatch.AUTO);
  }

  private Server serve(Handler handler, Dispatch dispatch) throws IOException {
    return Server.builder()
        .bind(0)
        .hosts("*")
        .dispatch(dispatch)
        .events(telemetry)
        .handler(telemetry.wrap(handler))
        .start();
  }

  private static String with(String path, String fields) {
    return "GET " + path + " HTTP/1.1\r\nHost: notes.example:8000\r\n" + fields + "\r\n";
  }

  /// The only span of the kind SERVER, once it has ended.
  private SpanData span() {
    Await.until("a span has ended", () -> servers().findAny().isPresent());
    List<SpanData> all = servers().toList();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private Stream<SpanData> servers() {
    return spans.getFinishedSpanItems().stream().filter(span -> span.getKind() == SpanKind.SERVER);
  }

  private static Object attribute(SpanData span, String name) {
    return span.getAttributes().asMap().entrySet().stream()
        .filter(entry -> entry.getKey().getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private void nest() {
    sdk.getTracer("test").spanBuilder("nested").startSpan().end();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "inline", "virtual", "executor"})
  void a_span_continues_the_trace_and_is_current_in_the_handler(String kind) throws Exception {
    Dispatch dispatch =
        switch (kind) {
          case "inline" -> Dispatch.INLINE;
          case "virtual" -> Dispatch.VIRTUAL_THREADS;
          case "executor" -> Dispatch.on(Runnable::run);
          default -> Dispatch.AUTO;
        };
    var baggage = new CopyOnWriteArrayList<Optional<String>>();
    try (Server server =
            serve(
                request -> {
                  nest();
                  baggage.add(Optional.ofNullable(Baggage.current().getEntryValue("user")));
                  return Response.text("fine");
                },
                dispatch);
        var client = WireClient.connect(server.port())) {
      client.send(
          with("/", TRACEPARENT + "tracestate: a=1\r\ntracestate: b=2\r\nbaggage: user=7\r\n"));
      client.expectResponse(200, "fine");
      SpanData span = span();
      assertThat(span.getTraceId()).isEqualTo(TRACE);
      assertThat(span.getParentSpanId()).isEqualTo(PARENT);
      assertThat(span.getParentSpanContext().isRemote()).isTrue();
      assertThat(span.getSpanContext().getTraceState().asMap()).containsOnlyKeys("a", "b");
      SpanData nested = spans.getFinishedSpanItems().getFirst();
      assertThat(nested.getName()).isEqualTo("nested");
      assertThat(nested.getParentSpanId()).isEqualTo(span.getSpanId());
      assertThat(baggage).containsExactly(Optional.of("7"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/writer", "/sized", "/stream", "/begun"})
  void the_span_is_current_while_content_is_made(String path) throws IOException {
    for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.VIRTUAL_THREADS)) {
      spans.reset();
      try (Server server = serve(TelemetryTest::tracing, dispatch);
          WireClient client = WireClient.connect(server.port())) {
        client.send(with(path, TRACEPARENT));
        assertThat(client.expectResponse(200).text()).contains(TRACE);
      }
      assertThat(span().getTraceId()).isEqualTo(TRACE);
    }
  }

  private static byte[] trace() {
    return Span.current().getSpanContext().getTraceId().getBytes(StandardCharsets.US_ASCII);
  }

  /// Sends the number of the trace that is current while the content is made.
  private static Response tracing(Request request) throws IOException {
    return switch (request.path()) {
      case "/writer" -> Response.stream(out -> out.write(trace()));
      case "/sized" -> Response.stream(out -> out.write(trace()), 32);
      case "/stream" ->
          Response.stream(
              new SequenceInputStream(
                  InputStream.nullInputStream(),
                  new InputStream() {
                    private final Queue<Byte> left = new ArrayDeque<>();
                    private boolean begun;

                    @Override
                    public int read() {
                      if (!begun) {
                        begun = true;
                        for (byte next : trace()) {
                          left.add(next);
                        }
                      }
                      Byte next = left.poll();
                      return next == null ? -1 : next;
                    }
                  }));
      default -> {
        try (OutputStream out = request.begin(Response.text(""))) {
          out.write(trace());
        }
        yield Response.handled();
      }
    };
  }

  @Test
  void no_span_stays_current_for_the_next_request() throws Exception {
    try (Server server = serve(_ -> Response.text("fine"), Dispatch.INLINE);
        var client = WireClient.connect(server.port())) {
      client.send(with("/", TRACEPARENT)).expectResponse(200);
      client.send(with("/", "")).expectResponse(200);
      Await.until("both have ended", () -> servers().count() == 2);
      assertThat(servers().toList().getLast().getParentSpanContext().isValid()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traceparent: 00-zz-b7ad6b7169203331-01\r\n",
        TRACEPARENT_TWICE,
        "traceparent: \r\n"
      })
  void a_parent_that_is_none_begins_a_new_trace(String fields) throws Exception {
    try (Server server = serve(_ -> Response.text("fine"));
        var client = WireClient.connect(server.port())) {
      client.send(with("/", fields)).expectResponse(200);
      assertThat(span().getParentSpanContext().isValid()).isFalse();
    }
  }

  private static final String TRACEPARENT_TWICE =
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
          + "traceparent: 00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";

  @Test
  void attributes_follow_the_conventions() throws Exception {
    try (Server server = serve(_ -> Response.text("fine"));
        var client = WireClient.connect(server.port())) {
      client.send(with("/a%20b?q=1&sig=secret&si%67=2", "User-Agent: J\u00C3\u00BCrgen/1\r\n"));
      client.expectResponse(200);
      SpanData span = span();
      assertThat(span.getName()).isEqualTo("GET");
      assertThat(attribute(span, "http.request.method")).isEqualTo("GET");
      assertThat(attribute(span, "url.path")).isEqualTo("/a%20b");
      assertThat(attribute(span, "url.query")).isEqualTo("q=1&sig=REDACTED&si%67=REDACTED");
      assertThat(attribute(span, "url.scheme")).isEqualTo("http");
      assertThat(attribute(span, "server.address")).isEqualTo("notes.example");
      assertThat(attribute(span, "server.port")).isEqualTo(8000L);
      assertThat(attribute(span, "client.address")).isEqualTo("127.0.0.1");
      assertThat(attribute(span, "network.peer.address")).isEqualTo("127.0.0.1");
      assertThat(attribute(span, "network.protocol.version")).isEqualTo("1.1");
      assertThat(attribute(span, "user_agent.original")).isEqualTo("J\u00FCrgen/1");
      assertThat(attribute(span, "http.response.status_code")).isEqualTo(200L);
      assertThat(attribute(span, "http.route")).isNull();
      assertThat(attribute(span, "error.type")).isNull();
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
      assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
    }
  }

  @Test
  void a_method_that_no_standard_knows_is_other() throws Exception {
    try (Server server = serve(_ -> Response.text("fine"));
        var client = WireClient.connect(server.port())) {
      client.send("get / HTTP/1.1\r\nHost: localhost\r\n\r\n").expectResponse(200);
      SpanData span = span();
      assertThat(span.getName()).isEqualTo("HTTP");
      assertThat(attribute(span, "http.request.method")).isEqualTo("_OTHER");
      assertThat(attribute(span, "http.request.method_original")).isEqualTo("get");
    }
  }

  @Test
  void a_route_names_the_span_and_more_of_a_query_can_be_redacted() throws Exception {
    TinyhttpTelemetry routed =
        telemetry.withRoute(_ -> Optional.of("/notes/{id}")).withRedactedQuery("token");
    try (Server server =
            Server.builder()
                .bind(0)
                .hosts("*")
                .events(telemetry)
                .handler(routed.wrap(_ -> Response.text("fine")))
                .start();
        var client = WireClient.connect(server.port())) {
      client.send(with("/notes/7?token=abc", "")).expectResponse(200);
      SpanData span = span();
      assertThat(span.getName()).isEqualTo("GET /notes/{id}");
      assertThat(attribute(span, "http.route")).isEqualTo("/notes/{id}");
      assertThat(attribute(span, "url.query")).isEqualTo("token=REDACTED");
    }
  }

  @Test
  void a_span_ends_when_the_streamed_response_has_ended() throws Exception {
    var goOn = new CountDownLatch(1);
    try (Server server =
            serve(
                _ ->
                    Response.stream(
                        out -> {
                          out.write('a');
                          out.flush();
                          Await.opened(goOn);
                          out.write('b');
                        }));
        var client = WireClient.connect(server.port())) {
      client.send(with("/", ""));
      client.expectHead(200);
      assertThat(servers()).isEmpty();
      goOn.countDown();
      span();
    }
  }

  @Test
  void a_handler_that_fails_is_an_error() throws Exception {
    try (Server server =
            serve(
                _ -> {
                  throw new UnsupportedOperationException("not today");
                });
        var client = WireClient.connect(server.port())) {
      client.send(with("/", "")).expectResponse(500);
      SpanData span = span();
      assertThat(attribute(span, "http.response.status_code")).isEqualTo(500L);
      assertThat(attribute(span, "error.type"))
          .isEqualTo("java.lang.UnsupportedOperationException");
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span.getEvents()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 503})
  void only_statuses_of_the_server_are_errors(int status) throws Exception {
    try (Server server =
            serve(
                _ -> {
                  throw new HttpException(status, "no");
                });
        var client = WireClient.connect(server.port())) {
      client.send(with("/", "")).expectResponse(status);
      SpanData span = span();
      boolean isError = status >= 500;
      assertThat(span.getStatus().getStatusCode())
          .isEqualTo(isError ? StatusCode.ERROR : StatusCode.UNSET);
      assertThat(attribute(span, "error.type")).isEqualTo(isError ? "503" : null);
    }
  }

  @Test
  void a_client_that_leaves_has_cut_the_response() throws Exception {
    try (Server server =
        serve(
            _ ->
                Response.stream(
                    out -> {
                      while (true) {
                        out.write(new byte[1 << 16]);
                      }
                    }))) {
      var client = WireClient.connect(server.port());
      client.send(with("/", ""));
      client.expectHead(200);
      client.reset();
      SpanData span = span();
      assertThat(attribute(span, "tinyhttp.outcome")).isEqualTo("cut");
      assertThat(attribute(span, "error.type")).asString().contains("Exception");
      assertThat(attribute(span, "http.response.status_code")).isEqualTo(200L);
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }
  }

  @Test
  void a_stream_that_fails_is_an_error_of_the_application() throws Exception {
    try (Server server =
            serve(
                _ ->
                    Response.stream(
                        out -> {
                          out.write('a');
                          out.flush();
                          throw new IllegalStateException("no more");
                        }));
        var client = WireClient.connect(server.port())) {
      client.send(with("/", ""));
      client.readToCut();
      SpanData span = span();
      assertThat(attribute(span, "tinyhttp.outcome")).isEqualTo("cut");
      assertThat(attribute(span, "error.type")).isEqualTo("java.lang.IllegalStateException");
      assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }
  }

  @Test
  void streams_of_http_2_have_spans() throws Exception {
    try (Server server =
        serve(
            _ -> {
              nest();
              return Response.text("fine");
            })) {
      var curl =
          new ProcessBuilder(
                  "curl",
                  "-s",
                  "--http2-prior-knowledge",
                  "-H",
                  TRACEPARENT.strip(),
                  server.uri().resolve("/two").toString())
              .start();
      assertThat(curl.inputReader().readLine()).isEqualTo("fine");
      assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
      SpanData span = span();
      assertThat(span.getTraceId()).isEqualTo(TRACE);
      assertThat(attribute(span, "network.protocol.version")).isEqualTo("2");
      assertThat(attribute(span, "url.path")).isEqualTo("/two");
      assertThat(spans.getFinishedSpanItems().getFirst().getParentSpanId())
          .isEqualTo(span.getSpanId());
    }
  }

  @Test
  void a_thread_that_receives_requests_begins_the_span() throws Exception {
    try (Server server = Server.builder().bind(0).hosts("*").events(telemetry).start();
        var client = WireClient.connect(server.port())) {
      client.send(with("/", TRACEPARENT));
      Request request = server.receive();
      Context context = telemetry.begin(request);
      assertThat(telemetry.begin(request)).as("only once").isSameAs(context);
      try (Scope _ = context.makeCurrent()) {
        nest();
        request.respond(Response.text("fine"));
      }
      client.expectResponse(200, "fine");
      assertThat(span().getTraceId()).isEqualTo(TRACE);
      assertThat(spans.getFinishedSpanItems().getFirst().getParentSpanId())
          .isEqualTo(span().getSpanId());
    }
  }

  @Test
  void a_wrapped_handler_works_for_received_requests_and_under_filters() throws Exception {
    Handler traced = telemetry.wrap(_ -> Response.text("fine"));
    try (Server server = Server.builder().bind(0).hosts("*").events(telemetry).start();
        var client = WireClient.connect(server.port())) {
      client.send(with("/", TRACEPARENT));
      Request request = server.receive();
      request.respond(_ -> traced.handle(new RequestWrapper(request) {}));
      client.expectResponse(200, "fine");
      assertThat(span().getTraceId()).isEqualTo(TRACE);
    }
  }

  @Test
  void an_upgrade_ends_the_span() throws Exception {
    try (Server server =
            serve(
                request -> {
                  request.upgrade("echo", Response.status(200)).close();
                  return Response.handled();
                });
        var client = WireClient.connect(server.port())) {
      client.send(with("/", "Connection: upgrade\r\nUpgrade: echo\r\n"));
      client.expectHead(101);
      assertThat(attribute(span(), "http.response.status_code")).isEqualTo(101L);
    }
  }

  @Test
  void a_server_without_the_events_is_told_so() throws Exception {
    try (Server server = Server.builder().bind(0).hosts("*").start();
        var client = WireClient.connect(server.port())) {
      client.send(get("/"));
      Request request = server.receive();
      assertThatThrownBy(() -> telemetry.begin(request)).isInstanceOf(IllegalStateException.class);
      request.respond(Response.text("fine"));
    }
  }

  @Test
  void a_test_without_a_server_has_spans() throws Exception {
    Handler traced =
        telemetry.wrap(
            request -> {
              assertThat(Span.current().getSpanContext().isValid()).isTrue();
              if (request.path().equals("/fail")) {
                throw new IOException("no");
              }
              return Response.status(204);
            });
    assertThat(TestRequest.get("/").sendTo(traced).status().code()).isEqualTo(204);
    assertThat(attribute(span(), "http.response.status_code")).isEqualTo(204L);
    assertThatThrownBy(() -> TestRequest.get("/fail").sendTo(traced)).hasMessage("no");
    assertThat(servers().toList().getLast().getStatus().getStatusCode())
        .isEqualTo(StatusCode.ERROR);
  }

  /// The end of a request is lost on a listener that has too much to do; its span is not.
  @Test
  void a_span_whose_end_was_missed_ends_all_the_same() throws Exception {
    try (Server server =
            Server.builder()
                .bind(0)
                .hosts("*")
                .events(
                    new ServerEvents() {
                      @Override
                      public void disconnected(ConnectionEvent connection) {
                        telemetry.disconnected(connection);
                      }
                    })
                .handler(telemetry.wrap(_ -> Response.text("fine")))
                .start();
        var client = WireClient.connect(server.port())) {
      client.send(with("/", "")).expectResponse(200);
      Await.until(
          "a later connection brings it",
          () -> {
            WireClient.connect(server.port()).close();
            return servers().findAny().isPresent();
          });
      assertThat(attribute(span(), "http.response.status_code")).isEqualTo(200L);
    }
  }

  @Test
  void metrics_have_seconds_and_the_recommended_buckets() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try (Server server =
            serve(
                _ -> {
                  begun.countDown();
                  Await.opened(goOn);
                  return Response.status(503);
                });
        var client = WireClient.connect(server.port())) {
      client.send(with("/", ""));
      Await.opened(begun);
      assertThat(active()).isEqualTo(1);
      goOn.countDown();
      client.expectResponse(503);
      span();
      Await.until("the request is over", () -> active() == 0);
      Await.until("its time is known", () -> found("http.server.request.duration").isPresent());
      MetricData duration = metric("http.server.request.duration");
      assertThat(duration.getUnit()).isEqualTo("s");
      HistogramPointData point = duration.getHistogramData().getPoints().iterator().next();
      assertThat(point.getCount()).isEqualTo(1);
      assertThat(point.getSum()).isBetween(0.0, 30.0);
      assertThat(point.getBoundaries()).hasSize(14).startsWith(0.005).endsWith(10.0);
      assertThat(point.getAttributes().asMap().keySet())
          .extracting(AttributeKey::getKey)
          .containsExactlyInAnyOrder(
              "http.request.method",
              "url.scheme",
              "http.response.status_code",
              "error.type",
              "network.protocol.version");
    }
  }

  private long active() {
    return metric("http.server.active_requests").getLongSumData().getPoints().stream()
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  private MetricData metric(String name) {
    return found(name).orElseThrow();
  }

  private Optional<MetricData> found(String name) {
    return metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .findFirst();
  }
}
