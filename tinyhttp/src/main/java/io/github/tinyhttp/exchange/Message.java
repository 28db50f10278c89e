package io.github.tinyhttp.exchange;

import io.github.tinyhttp.MessageEvent;
import io.github.tinyhttp.RequestEvent;

/// A message of a protocol that is not HTTP, for those who watch.
record Message(RequestEvent request, Kind kind, long bytes) implements MessageEvent {}
