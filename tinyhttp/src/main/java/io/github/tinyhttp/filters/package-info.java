/// Functions around a [io.github.tinyhttp.Handler], for what many services need and what is easily
/// written wrong: CORS, authentication, bounds, security headers, problem details. Each is a value
/// with a method `wrap`, and they nest in any order:
///
/// ```java
/// Handler safe = SecurityHeaders.defaults().wrap(
///     RateLimit.perSecond(20).wrap(
///         BasicAuthentication.of("notes", Map.of("ada", "lovelace")).wrap(handler)));
/// ```
///
/// What a filter adds to responses also reaches those that a handler gives by
/// [io.github.tinyhttp.Request#respond(io.github.tinyhttp.Response)] and
/// [io.github.tinyhttp.Request#begin(io.github.tinyhttp.Response)], and those of an
/// [io.github.tinyhttp.HttpException]. It does not reach the 500 for another exception that a
/// handler throws: [io.github.tinyhttp.ErrorResponses] makes that.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.filters;
