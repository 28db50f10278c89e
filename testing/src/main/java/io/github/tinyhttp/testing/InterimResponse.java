package io.github.tinyhttp.testing;

import io.github.tinyhttp.Headers;
import io.github.tinyhttp.Status;

/// An interim response that has reached the client of a [TestExchange] (RFC 9110 §15.2), such as
/// 103 Early Hints.
///
/// @param headers the fields that came with the status
public record InterimResponse(Status status, Headers headers) {}
