package io.github.tinyhttp.transcript;

/// A request of HTTP/1.1 whose response has not been sent.
///
/// @param lines of the request and its response
/// @param method "" if it could not be read
/// @param offers whether the request asks for another protocol, so that bytes behind it may be of
///   that one
record Exchange(Lines lines, String method, boolean offers) {}
