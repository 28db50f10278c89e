package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpException;
import io.github.tinyhttp.Response;
import io.github.tinyhttp.syntax.FieldRules;

/// The responses that the library gives by itself, except those to a broken rule of the wire: a
/// status, and a line of plain text that repeats nothing of what the client sent. All are made when
/// this class is loaded, since there may be no memory and no descriptor left when one is needed.
public final class LibraryResponses {
  private static final Response INTERNAL_ERROR = of(500, "the server failed");
  private static final Response BODY_CUT = of(400, "the body ends too early");
  private static final Response OVERLOADED = of(503, "the server is overloaded");
  private static final Response LATE = of(503, "the response took too long").withConnectionClose();
  private static final Response STOPPING =
      of(503, "the server is going down").withConnectionClose();
  private static final Response TO_BE_SECURED = of(400, "this is to be asked for by https");
  private static final Response NOT_SECURED =
      of(400, "this port speaks HTTPS, not HTTP: the address begins with https://");
  private static final Response OPTIONS =
      Response.status(204).withHeader("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, PATCH");
  private static final Response METHOD_NOT_SERVED =
      of(501, "that method is not served here").withConnectionClose();
  private static final Response OTHER_HOST =
      of(
          421,
          """
          This server does not serve the host name of this request.
          A server on a loopback address serves localhost and IP addresses only, unless it is told
          otherwise: else every web page could reach it by a name of its own (DNS rebinding).
          To allow a name, for example behind a reverse proxy, name it where the server is made:
            Server.builder().hosts("app.example")
          or allow all names with hosts("*"). The name that counts is in Host (or :authority): some
          proxies pass on that of their client, and others, such as nginx, send the name of their
          upstream until they are told otherwise (proxy_set_header Host $host).\
          """);
  private static final Response OTHER_ORIGIN = of(403, "a page of another origin may not do that");

  private LibraryResponses() {}

  /// Checks what the application wants to send before its response (RFC 9110 §15.2).
  ///
  /// @throws IllegalArgumentException if that is no interim response, or has a field that the
  ///   library writes
  static void checkInterim(int code, Headers fields) {
    if (code < 102 || code > 199) {
      throw new IllegalArgumentException("an interim response is 102 to 199, not " + code);
    }
    for (Headers.Field field : fields) {
      if (FieldRules.isOurs(field.name())) {
        throw new IllegalArgumentException(field.name() + " is written by the library");
      }
    }
  }

  /// A status with a line of text.
  public static Response of(int status, String message) {
    return Response.error(status, message + "\n");
  }

  /// For an application that would switch to a protocol that the client does not offer, RFC 9110
  /// §15.5.22.
  static HttpException upgradeRequired(String protocol) {
    return new HttpException(
        426,
        "this resource speaks " + protocol + ", which HTTP/1.1 offers by Upgrade and Connection",
        Headers.of("Upgrade", protocol));
  }

  /// For a handler that failed or gave no response.
  public static Response internalError() {
    return INTERNAL_ERROR;
  }

  /// For a client that has left before it had sent its body.
  static Response bodyCut() {
    return BODY_CUT;
  }

  /// For an executor that takes no more.
  static Response overloaded() {
    return OVERLOADED;
  }

  /// For an application that has not responded in time.
  static Response late() {
    return LATE;
  }

  /// For a request that no thread receives, as the server is shutting down.
  public static Response stopping() {
    return STOPPING;
  }

  /// For a request whose host cannot be put into a redirect to https.
  static Response toBeSecured() {
    return TO_BE_SECURED;
  }

  /// For a client that speaks HTTP where HTTPS is spoken.
  public static Response notSecured() {
    return NOT_SECURED;
  }

  /// To `OPTIONS *`, RFC 9110 §9.3.7.
  static Response options() {
    return OPTIONS;
  }

  /// For a request that a browser sends for a page of another origin.
  static Response ofOtherOrigin() {
    return OTHER_ORIGIN;
  }

  /// For a request to a host name that is not served, RFC 9110 §15.5.20.
  static Response ofOtherHost() {
    return OTHER_HOST;
  }

  /// To CONNECT and TRACE, RFC 9110 §15.6.2.
  static Response methodNotServed() {
    return METHOD_NOT_SERVED;
  }
}
