/// A client for tests that works in octets, for servers of any make. It knows only the JDK.
///
/// | what | for |
/// |---|---|
/// | [WireClient][io.github.tinyhttp.testkit.WireClient] | sends exact octets, reads responses strictly |
/// | [WireResponse][io.github.tinyhttp.testkit.WireResponse] | a response as it was on the wire |
/// | [Barrier][io.github.tinyhttp.testkit.Barrier] | "the server has seen that", without sleeping |
/// | [Await][io.github.tinyhttp.testkit.Await] | waits for what another thread is sure to do |
/// | [Footprint][io.github.tinyhttp.testkit.Footprint] | descriptors, threads and temporary files of this process |
/// | [Wire][io.github.tinyhttp.testkit.Wire] | octets as Java strings |
package io.github.tinyhttp.testkit;
