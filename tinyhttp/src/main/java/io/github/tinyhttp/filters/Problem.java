package io.github.tinyhttp.filters;

import io.github.tinyhttp.Body;
import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.ErrorResponses;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.Status;
import io.github.tinyhttp.syntax.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says what went wrong so that programs understand it: `application/problem+json`, RFC 9457.
/// Immutable.
///
/// ```java
/// Response refusal = Problem.of(403, "not enough credit")
///     .withType(URI.create("https://example.com/problems/credit"))
///     .with("balance", 30)
///     .response();
/// ```
///
/// [#responses()] makes all errors such: the library's own, those of filters and of an
/// [HttpException], and each [Response#error(int, String)].
@CheckReturnValue
public final class Problem {
  private static final String TYPE = "application/problem+json";
  private static final List<String> MEMBERS =
      List.of("type", "status", "title", "detail", "instance");

  private final Status status;
  private final Map<String, Object> members;

  private Problem(Status status, Map<String, Object> members) {
    this.status = status;
    this.members = members;
  }

  /// A problem whose title is the phrase of its status.
  ///
  /// @param code a status code from 400 to 599
  /// @param detail for people: what went wrong this time; nothing if there is no more to say
  /// @throws IllegalArgumentException for another code
  public static Problem of(int code, String detail) {
    Status status = new HttpException(code, detail).status(); // for its checks
    var members = new LinkedHashMap<String, Object>();
    members.put("status", code);
    members.put("title", status.reason());
    if (!detail.isEmpty()) {
      members.put("detail", detail);
    }
    return new Problem(status, members);
  }

  /// Error responses in this form: for [io.github.tinyhttp.Server.Builder#errorResponses].
  public static ErrorResponses responses() {
    return (own, _) -> {
      String text = new String(own.body().bytes(), StandardCharsets.UTF_8).strip();
      return own.withBody(Body.of(of(own.status().code(), text).body())).withType(TYPE);
    };
  }

  /// This problem with a URI that names its kind, and may lead to its documentation (§3.1.1).
  public Problem withType(URI type) {
    return withMember("type", type.toString());
  }

  /// This problem with a title for its kind (§3.1.3).
  public Problem withTitle(String title) {
    return withMember("title", title);
  }

  /// This problem with a URI that names this occurrence (§3.1.5).
  public Problem withInstance(URI instance) {
    return withMember("instance", instance.toString());
  }

  /// This problem with a member of its kind's own (§3.2).
  ///
  /// @param value a string, a finite number, a boolean, or a list or a map of these
  /// @throws IllegalArgumentException if the value is none of these, or the name is one of the
  ///   standard's
  public Problem with(String name, Object value) {
    if (MEMBERS.contains(name)) {
      throw new IllegalArgumentException(name + " is a member of the standard's");
    }
    Json.append(new StringBuilder(), value); // for its checks
    return withMember(name, value);
  }

  private Problem withMember(String name, Object value) {
    var all = new LinkedHashMap<>(members);
    all.put(name, value);
    return new Problem(status, all);
  }

  /// The response.
  public Response response() {
    return Response.json(body()).withStatus(status.code()).withType(TYPE);
  }

  private byte[] body() {
    var text = new StringBuilder();
    Json.append(text, members);
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "Problem" + members;
  }
}
