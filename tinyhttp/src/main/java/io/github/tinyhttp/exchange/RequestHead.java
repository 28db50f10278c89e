package io.github.tinyhttp.exchange;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.HttpMethod;
import io.github.tinyhttp.HttpVersion;
import io.github.tinyhttp.syntax.Host;
import java.util.Optional;
import java.util.OptionalLong;

/// What a request says before its body, as its protocol has read and checked it. Never changes, and
/// may be asked from any thread.
public interface RequestHead {
  /// Whether this is what a client sent. Another head stands for one that could not be understood,
  /// for as long as the response to it is written, and no event tells of it.
  default boolean isUnderstood() {
    return true;
  }

  /// How many bytes it had as it came: over HTTP/2, those of its compressed fields.
  int size();

  /// The method.
  HttpMethod method();

  /// The version of the message.
  HttpVersion version();

  /// The request target as the client sent it, but with escapes for `"`, `<`, `>` and all that is
  /// not ASCII.
  String target();

  /// The path of the target, percent-encoded as the client sent it.
  String rawPath();

  /// The part of the target behind the first question mark.
  Optional<String> query();

  /// The host and port that the request is for (RFC 9110 §7.2).
  Optional<String> authority();

  /// Whether [#authority()] is empty, or names this machine whatever DNS says
  /// ([io.github.tinyhttp.syntax.Host#isLocal]); cheaper than to ask for it.
  default boolean hasLocalHost() {
    return authority().map(Host::isLocal).orElse(true);
  }

  /// All header fields.
  Headers headers();

  /// The value of the first header field of that name; cheaper than [#headers()].
  Optional<String> header(String name);

  /// The length of the body in bytes; empty if the client did not say.
  OptionalLong contentLength();
}
