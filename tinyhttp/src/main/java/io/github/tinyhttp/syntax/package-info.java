/// The grammars of HTTP and its neighbours. Every class is a function of characters or bytes, and
/// knows the JDK only.
///
/// ```
/// bytes of a message -> Ascii -> tokens, fields, targets;  Host (IpLiteral), HttpDate (DateParser)
/// value of a field   -> ValueReader -> Parameters, Forwarded;  ByteRanges, TypePatterns
/// target             -> PercentCoding -> path, query parameters
/// options            -> HostAndPort, Networks
/// what is sent       -> ContentDisposition, UriReference, HttpDate, MediaTypes, FieldRules
/// ```
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.syntax;
