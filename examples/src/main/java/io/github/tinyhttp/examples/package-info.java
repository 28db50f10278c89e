/// Small programs, one for each feature. They listen on port 8000 of this machine, or on `-Dport=`.
package io.github.tinyhttp.examples;
