/// The front door: what an application sees of the server. Everything else in this module is
/// hidden.
///
/// [io.github.tinyhttp.Server] makes servers, a [io.github.tinyhttp.Handler] or a loop over
/// [io.github.tinyhttp.Server#incomingRequests()] turns each [io.github.tinyhttp.Request] into a
/// [io.github.tinyhttp.Response].
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp;
