/// HTTPS: which keys a server shows, which clients it lets in, and what a connection agreed on.
///
/// [Tls] is where applications start. The classes that read PEM, DER and private keys are not part
/// of the API.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.tls;
