/// HTTP/2.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.http2;
