/// Content codings that use native libraries. An application need not name these classes.
package io.github.tinyhttp.codings;
