/// A client for tests that exchanges exact octets with any server. It depends on the JDK alone.
///
/// | what | for |
/// |---|---|
/// | [WireClient][io.github.tinyhttp.testkit.WireClient] | sends exact octets, reads responses strictly |
/// | [WireResponse][io.github.tinyhttp.testkit.WireResponse] | a response as it was on the wire |
/// | [Barrier][io.github.tinyhttp.testkit.Barrier] | proves that the server has seen something, without sleeping |
/// | [Await][io.github.tinyhttp.testkit.Await] | waits for what another thread is sure to do |
/// | [Footprint][io.github.tinyhttp.testkit.Footprint] | descriptors, threads and temporary files of this process |
/// | [Wire][io.github.tinyhttp.testkit.Wire] | octets as Java strings |
package io.github.tinyhttp.testkit;
