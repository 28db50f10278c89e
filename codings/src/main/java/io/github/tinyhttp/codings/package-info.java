/// Content codings by native libraries, each in one class that adapts a library.
package io.github.tinyhttp.codings;
