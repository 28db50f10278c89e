package io.github.tinyhttp.filters;

import io.github.tinyhttp.AttributeKey;
import io.github.tinyhttp.CheckReturnValue;
import io.github.tinyhttp.Handler;
import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Request;
import io.github.tinyhttp.Response;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Lets requests through that carry the name and the password of a user, RFC 7617, and responds
/// with 401 to the others, so that browsers ask. Immutable.
///
/// ```java
/// Handler secret = BasicAuthentication.of("notes", Map.of("ada", "lovelace")).wrap(request ->
///     Response.text("hello " + request.attribute(BasicAuthentication.USER).orElseThrow()));
/// ```
///
/// Name and password are read as UTF-8, or as ISO-8859-1 where they are not that: some clients send
/// the latter whatever they are asked for, such as Python's `requests` and `HttpURLConnection`.
///
/// They are in clear text in every request: use it with TLS, or where the network is trusted.
/// Nothing here slows down a client that guesses: put a [RateLimit] around it.
@CheckReturnValue
public final class BasicAuthentication {
  /// The name of the user, in requests that are let through.
  public static final AttributeKey<String> USER = AttributeKey.named("user");

  private final String challenge;
  private final Check check;

  private BasicAuthentication(String realm, Check check) {
    this.challenge = "Basic realm=" + quoted(realm) + ", charset=\"UTF-8\"";
    this.check = Objects.requireNonNull(check, "check");
  }

  /// Decides whether a user may come in. For several threads at once; it may wait.
  @FunctionalInterface
  public interface Check {
    /// Whether that is the password of that user. Compare in constant time: a comparison that ends
    /// at the first difference tells how much of a guess was right. Store passwords hashed, by a
    /// function made for that.
    ///
    /// @throws Exception anything, such as that of a database: the client gets 500
    boolean accepts(String user, String password) throws Exception;
  }

  /// Users whose passwords are known here, which are compared in constant time.
  ///
  /// @param realm what the password is for; browsers show it
  /// @param passwords the password of each user
  /// @throws IllegalArgumentException for a user with a colon in the name, which no client could
  ///   send, or a realm with a control character
  public static BasicAuthentication of(String realm, Map<String, String> passwords) {
    return new BasicAuthentication(realm, new KnownPasswords(passwords));
  }

  /// Users that the application knows.
  ///
  /// @param realm what the password is for; browsers show it
  /// @throws IllegalArgumentException for a realm with a control character
  public static BasicAuthentication of(String realm, Check check) {
    return new BasicAuthentication(realm, check);
  }

  private static String quoted(String realm) {
    var text = new StringBuilder("\"");
    for (int i = 0; i < realm.length(); i++) {
      char c = realm.charAt(i);
      if (c < ' ' || c > '~') {
        throw new IllegalArgumentException("a realm is printable ASCII");
      }
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    return text.append('"').toString();
  }

  /// A handler that is asked for the requests of known users alone.
  public Handler wrap(Handler handler) {
    Objects.requireNonNull(handler, "handler");
    return request -> {
      Optional<Credentials> given = credentials(request);
      if (given.isEmpty() || !check.accepts(given.get().user(), given.get().password())) {
        return unauthorized();
      }
      return handler.handle(request.with(USER, given.get().user()));
    };
  }

  /// Two fields could mean two users, to the proxy in front and to this server.
  private static Optional<Credentials> credentials(Request request) {
    Headers headers = request.headers();
    return headers.all("Authorization").size() == 1
        ? Credentials.parse(headers.first("Authorization").orElseThrow())
        : Optional.empty();
  }

  private Response unauthorized() {
    return Response.error(401, "name and password, please\n")
        .withHeader("WWW-Authenticate", challenge);
  }

  @Override
  public String toString() {
    return "BasicAuthentication[" + challenge + "]";
  }
}
