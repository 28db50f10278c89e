/// What happens in a server, as events of the JDK's Flight Recorder. The module `jdk.jfr` need not
/// be there: then nothing is recorded, and [Recorder] is all that is loaded of this room.
@NullMarked
package io.github.tinyhttp.jfr;

import org.jspecify.annotations.NullMarked;
