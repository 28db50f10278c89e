/// Trees of files, and what of them a request may see.
///
/// ```
/// raw path → TargetPath (names, or refused) → Directory, name by name → FileEntry → Response
/// ```
///
/// [TargetPath] decides on names alone and is the same on every platform. A [Directory] stands for
/// one step: it never follows a link, nor hands out what is neither file nor directory.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.files;
