package io.github.tinyhttp.exchange;

import io.github.tinyhttp.ServerEvents;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// The methods of [ServerEvents] that a listener may override. Those from [#RECEIVED] to [#FAILED]
/// tell of requests.
enum EventKind {
  CONNECTED("connected"),
  DISCONNECTED("disconnected"),
  HANDSHAKE_FAILED("handshakeFailed"),
  RECEIVED("received"),
  HANDLING_BEGAN("handlingBegan"),
  RESPONDED("responded"),
  SENT("sent"),
  CUT("cut"),
  UPGRADED("upgraded"),
  UPGRADE_ENDED("upgradeEnded"),
  MESSAGE_RECEIVED("messageReceived"),
  MESSAGE_SENT("messageSent"),
  SESSION_ENDED("sessionEnded"),
  REFUSED("refused"),
  FAILED("failed"),
  ACCEPT_PAUSED("acceptPaused"),
  ACCEPT_RESUMED("acceptResumed"),
  LOOP_HANDED_OVER("loopHandedOver"),
  CARRIERS_HELD("carriersHeld");

  /// Those for which it is kept what becomes of a request.
  static final Set<EventKind> OF_REQUESTS = EnumSet.range(RECEIVED, FAILED);

  private final String method;

  EventKind(String method) {
    this.method = method;
  }

  /// Whether the class of a listener has a method of its own for this.
  boolean isWantedBy(ServerEvents listener) {
    return Arrays.stream(listener.getClass().getMethods())
        .filter(one -> one.getName().equals(method))
        .anyMatch(one -> !one.getDeclaringClass().equals(ServerEvents.class));
  }
}
