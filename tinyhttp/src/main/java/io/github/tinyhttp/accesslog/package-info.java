/// The access log: a line for each request, made and written by the thread that tells events.
///
/// ```
/// RequestEvent -> LogEntry -> LineFormat -> LineSink (a file, or a function)
/// ```
@NullMarked
package io.github.tinyhttp.accesslog;

import org.jspecify.annotations.NullMarked;
