package io.github.tinyhttp;

import java.util.Arrays;

/// The reason phrases of the IANA registry of status codes.
final class ReasonPhrases {
  private static final String REGISTRY =
      """
      100 Continue
      101 Switching Protocols
      102 Processing
      103 Early Hints
      200 OK
      201 Created
      202 Accepted
      203 Non-Authoritative Information
      204 No Content
      205 Reset Content
      206 Partial Content
      207 Multi-Status
      208 Already Reported
      226 IM Used
      300 Multiple Choices
      301 Moved Permanently
      302 Found
      303 See Other
      304 Not Modified
      305 Use Proxy
      307 Temporary Redirect
      308 Permanent Redirect
      400 Bad Request
      401 Unauthorized
      402 Payment Required
      403 Forbidden
      404 Not Found
      405 Method Not Allowed
      406 Not Acceptable
      407 Proxy Authentication Required
      408 Request Timeout
      409 Conflict
      410 Gone
      411 Length Required
      412 Precondition Failed
      413 Content Too Large
      414 URI Too Long
      415 Unsupported Media Type
      416 Range Not Satisfiable
      417 Expectation Failed
      421 Misdirected Request
      422 Unprocessable Content
      423 Locked
      424 Failed Dependency
      425 Too Early
      426 Upgrade Required
      428 Precondition Required
      429 Too Many Requests
      431 Request Header Fields Too Large
      451 Unavailable For Legal Reasons
      500 Internal Server Error
      501 Not Implemented
      502 Bad Gateway
      503 Service Unavailable
      504 Gateway Timeout
      505 HTTP Version Not Supported
      506 Variant Also Negotiates
      507 Insufficient Storage
      508 Loop Detected
      511 Network Authentication Required
      """;

  private ReasonPhrases() {}

  /// The phrase of each code from 100 to 599, by the code; an empty string where the registry has
  /// none.
  static String[] byCode() {
    String[] phrases = new String[600];
    Arrays.fill(phrases, "");
    for (String line : REGISTRY.split("\n")) {
      phrases[Integer.parseInt(line, 0, 3, 10)] = line.substring(4);
    }
    return phrases;
  }
}
