package io.github.tinyhttp.semantics;

import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.Status;

/// Which responses have content, and which may say how much: RFC 9110 §6.4.1 and §8.6.
public final class BodyRules {
  private BodyRules() {}

  /// Whether content follows the head of that response.
  public static boolean hasContent(HttpMethod request, Status response) {
    return !request.equals(HttpMethod.HEAD) && describesContent(request, response);
  }

  /// Whether the head of that response describes content: its own, or that of the response to a
  /// GET.
  public static boolean describesContent(HttpMethod request, Status response) {
    int code = response.code();
    return code >= 200 && code != 204 && code != 304 && !opensTunnel(request, response);
  }

  /// Whether that response turns the connection into a tunnel, which no longer speaks HTTP: RFC
  /// 9110 §9.3.6.
  public static boolean opensTunnel(HttpMethod request, Status response) {
    return request.equals(HttpMethod.CONNECT) && response.isSuccess();
  }

  /// Whether that response has to say that it is empty: 205, RFC 9110 §15.3.6.
  public static boolean isAlwaysEmpty(Status response) {
    return response.code() == 205;
  }
}
