package io.github.tinyhttp;

/// How much a client may send: sizes in bytes, and counts.
///
/// @param requestLine the request line, 16 KiB; longer ones are answered with 414
/// @param head request line and fields, 64 KiB; more is answered with 431. Bounds trailers, too
/// @param fields field lines of a head or trailer section, 200; more is answered with 431
/// @param body what [Request#text()] and [Request#bytes()] read, 8 MiB; more is answered with 413
/// @param smallBody bodies up to this size, 64 KiB, are read before the request is handed out
/// @param pipelined requests of one connection in flight at once, 64
/// @param connections open at once; by default as many as the system lets the process open. With
///   more, clients wait in the listen backlog
public record Limits(
    int requestLine,
    int head,
    int fields,
    int body,
    int smallBody,
    int pipelined,
    int connections) {
  private static final Limits DEFAULTS =
      new Limits(16 << 10, 64 << 10, 200, 8 << 20, 64 << 10, 64, Integer.MAX_VALUE);

  /// @throws IllegalArgumentException for a bound that is not positive (`smallBody` may be 0), or a
  ///   request line longer than the head
  public Limits {
    positive("requestLine", requestLine);
    positive("head", head);
    positive("fields", fields);
    positive("body", body);
    if (smallBody < 0 || smallBody == Integer.MAX_VALUE) { // which no array holds
      throw new IllegalArgumentException("smallBody cannot be " + smallBody);
    }
    positive("pipelined", pipelined);
    positive("connections", connections);
    if (requestLine > head) {
      throw new IllegalArgumentException(
          "a request line of " + requestLine + " bytes does not fit a head of " + head);
    }
  }

  /// As documented above.
  public static Limits defaults() {
    return DEFAULTS;
  }

  /// With another bound for the request line; the head's is raised to it if need be.
  public Limits withRequestLine(int bytes) {
    return new Limits(
        bytes, Math.max(head, bytes), fields, body, smallBody, pipelined, connections);
  }

  /// With another bound for the head; the request line's is lowered to it if need be.
  public Limits withHead(int bytes) {
    return new Limits(
        Math.min(requestLine, bytes), bytes, fields, body, smallBody, pipelined, connections);
  }

  /// With another number of field lines.
  public Limits withFields(int count) {
    return new Limits(requestLine, head, count, body, smallBody, pipelined, connections);
  }

  /// With another bound for bodies read whole.
  public Limits withBody(int bytes) {
    return new Limits(requestLine, head, fields, bytes, smallBody, pipelined, connections);
  }

  /// With another bound for bodies that are read ahead.
  public Limits withSmallBody(int bytes) {
    return new Limits(requestLine, head, fields, body, bytes, pipelined, connections);
  }

  /// With another number of requests in flight per connection.
  public Limits withPipelined(int count) {
    return new Limits(requestLine, head, fields, body, smallBody, count, connections);
  }

  /// With another number of connections.
  public Limits withConnections(int count) {
    return new Limits(requestLine, head, fields, body, smallBody, pipelined, count);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " has to be positive, not " + value);
    }
  }
}
