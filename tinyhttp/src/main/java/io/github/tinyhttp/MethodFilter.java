package io.github.tinyhttp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Passes requests with some methods to a handler, and refuses the others, RFC 9110 §9.1.
final class MethodFilter implements Handler {
  private static final Response NOT_IMPLEMENTED =
      Response.error(501, "that method is not implemented here\n");

  private final Handler handler;
  private final Set<HttpMethod> methods;
  private final HttpMethod[] allowed;

  MethodFilter(Handler handler, List<HttpMethod> methods) {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("a handler needs the methods that it serves");
    }
    this.handler = Objects.requireNonNull(handler, "handler");
    this.methods = Set.copyOf(methods);
    var named = new LinkedHashSet<>(methods);
    named.add(HttpMethod.OPTIONS);
    this.allowed = named.toArray(HttpMethod[]::new);
  }

  @Override
  public Response handle(Request request) throws Exception {
    HttpMethod method = request.method();
    if (methods.contains(method)) {
      return handler.handle(request);
    }
    if (method.equals(HttpMethod.OPTIONS)) {
      return Response.methodNotAllowed(allowed).withStatus(204);
    }
    return method.isStandard() ? Response.methodNotAllowed(allowed) : NOT_IMPLEMENTED;
  }
}
