/// Holds tables of what RFCs ask, tests that prove it, and the page that reports it together, for
/// any module: what its [io.github.tinyhttp.conformance.Conformance] finds is for a test to assert.
package io.github.tinyhttp.conformance;
