package io.github.tinyhttp;

/// The version of HTTP that a request speaks, RFC 9110 §2.5. The constants are the only instances,
/// so `==` compares them; later releases may have more.
///
/// A request of any other version 1.x counts as [#HTTP_1_1], as the standard asks. A request of an
/// older or newer major version is refused with 505 before the application sees it, and so is
/// HTTP/2 where a [Listener] does not speak it.
public final class HttpVersion {
  /// HTTP/1.0, RFC 1945.
  public static final HttpVersion HTTP_1_0 = new HttpVersion(1, 0);

  /// HTTP/1.1, RFC 9112.
  public static final HttpVersion HTTP_1_1 = new HttpVersion(1, 1);

  /// HTTP/2, RFC 9113.
  public static final HttpVersion HTTP_2 = new HttpVersion(2, 0);

  private final int major;
  private final int minor;

  private HttpVersion(int major, int minor) {
    this.major = major;
    this.minor = minor;
  }

  /// The first number: 1 in `HTTP/1.0`.
  public int major() {
    return major;
  }

  /// The second number: 0 in `HTTP/1.0`.
  public int minor() {
    return minor;
  }

  /// As on the wire, for example `HTTP/1.1`; HTTP/2 has no minor version.
  @Override
  public String toString() {
    return major > 1 ? "HTTP/" + major : "HTTP/" + major + "." + minor;
  }
}
