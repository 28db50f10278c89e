package io.github.tinyhttp.metrics;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.RequestEvent.Moment;
import io.github.tinyhttp.RequestEvent.Outcome;
import io.github.tinyhttp.ServerEvents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The timer `http.server.requests` of Micrometer: from the head of a request to the end of its
/// response. It is a listener of events:
///
/// ```java
/// Server server =
///     Server.builder()
///         .bind(8000)
///         .events(new RequestTimer(registry))
///         .handler(_ -> Response.text("hello"))
///         .start();
/// ```
///
/// Its tags are `method` (`OTHER` for one that no standard knows), `status`, `outcome` (`SUCCESS`,
/// `CLIENT_ERROR` and so on by the status; `CUT` if the client did not get the whole response) and
/// `uri`, which is `none` unless the application names it. The path itself would make a meter for
/// each path that a client makes up.
///
/// If the registry is so slow that the server drops events, the timer misses requests, which
/// [TinyhttpMetrics] does not. Several servers may share a timer.
public final class RequestTimer implements ServerEvents {
  /// How many names of URIs get timers of their own: more than applications have routes.
  private static final int MOST_URIS = 1_000;

  private static final String NO_URI = "none";
  private static final String OTHER = "OTHER";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Function<? super Request, String> uri;

  /// The timers by their URI and method: no tags are made for a request that has one.
  private final Map<String, Map<String, StatusTimers>> timers = new ConcurrentHashMap<>();

  /// A timer for requests of any path.
  public RequestTimer(MeterRegistry registry) {
    this(registry, Tags.empty(), _ -> NO_URI);
  }

  /// A timer that tells routes apart.
  ///
  /// @param tags for all timers
  /// @param uri names what a request asks for: a route such as `/notes/{id}`, never the path as it
  ///   was sent. At most 1,000 names; requests with others count as `OTHER`
  public RequestTimer(
      MeterRegistry registry, Iterable<Tag> tags, Function<? super Request, String> uri) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.tags = Tags.of(tags);
    this.uri = Objects.requireNonNull(uri, "uri");
  }

  @Override
  public void sent(RequestEvent request) {
    record(request);
  }

  @Override
  public void cut(RequestEvent request) {
    record(request);
  }

  @Override
  public void upgraded(RequestEvent request) {
    record(request);
  }

  private void record(RequestEvent event) {
    long end = event.nanoTime(Moment.ENDED).orElse(0);
    long nanos = end - event.nanoTime(Moment.RECEIVED).orElse(end);
    boolean isCut = event.outcome().filter(Outcome.CUT::equals).isPresent();
    StatusTimers timersOfMethod = timers(event.request());
    int status = SentStatus.of(event);
    Timer timer = isCut ? timersOfMethod.cut(status) : timersOfMethod.whole(status);
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private StatusTimers timers(Request request) {
    String name = uri.apply(request);
    String known = timers.containsKey(name) || timers.size() < MOST_URIS ? name : OTHER;
    HttpMethod method = request.method();
    return timers
        .computeIfAbsent(known, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            method.isStandard() ? method.name() : OTHER,
            named -> new StatusTimers(registry, tags.and("uri", known, "method", named)));
  }
}
