/// Programs and libraries that people really use, against a real server: the standard says what
/// must work, these say what does.
///
/// The programs are part of what the build needs; a test whose program is missing fails and says
/// so.
package io.github.tinyhttp.clients;
