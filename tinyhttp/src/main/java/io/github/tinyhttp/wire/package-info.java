/// Bytes, text and time, as the protocols need them. Knows only the JDK.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.wire;
