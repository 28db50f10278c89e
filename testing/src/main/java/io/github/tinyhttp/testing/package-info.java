/// Tests handlers without a server or a socket: [io.github.tinyhttp.testing.TestRequest].
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.testing;
