/// The grammars of HTTP and its neighbours: field values, hosts, dates, percent-encoding, media
/// types, ranges. Every class here is a function of characters or bytes, and knows the JDK only.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.syntax;
