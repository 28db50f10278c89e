/// RFC 9110: what holds for any version of HTTP.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.semantics;
