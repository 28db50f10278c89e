package io.github.tinyhttp.simulation;

import io.github.tinyhttp.PauseEvent;
import io.github.tinyhttp.RequestEvent;
import io.github.tinyhttp.ServerEvents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How each request has ended, as the events tell.
public final class Told implements ServerEvents {
  private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
  private final AtomicInteger pauses = new AtomicInteger();

  private static String name(RequestEvent request) {
    return request.connection().number() + "/" + request.number() + " " + request.request();
  }

  @Override
  public void received(RequestEvent request) {
    ends.computeIfAbsent(name(request), _ -> new AtomicInteger());
  }

  @Override
  public void sent(RequestEvent request) {
    ended(request);
  }

  @Override
  public void cut(RequestEvent request) {
    ended(request);
  }

  @Override
  public void upgraded(RequestEvent request) {
    ended(request);
  }

  @Override
  public void acceptPaused(PauseEvent pause) {
    pauses.incrementAndGet();
  }

  private void ended(RequestEvent request) {
    ends.computeIfAbsent(name(request), _ -> new AtomicInteger()).incrementAndGet();
  }

  /// The requests whose end was not told, or more than once.
  public List<String> notOnce() {
    return ends.entrySet().stream()
        .filter(entry -> entry.getValue().get() != 1)
        .map(entry -> entry.getKey() + " told " + entry.getValue())
        .sorted()
        .toList();
  }

  /// How often no connection could be accepted.
  int pauses() {
    return pauses.get();
  }

  public int size() {
    return ends.size();
  }
}
