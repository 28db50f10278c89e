/// Trees of files, and the part of them that a request may see. An application names [FileHandler];
/// the walk that cannot leave a tree is hidden behind it.
///
/// ```
/// raw path → TargetPath (names, or refused) → Directory, name by name → FileEntry → Response
/// ```
///
/// [TargetPath] decides on names alone and is the same on every platform; [NameRules] are those of
/// the file system that a name is looked up in. A [Directory] stands for one step: it never follows
/// a link out of the tree, nor gives entries that are neither files nor directories.
@org.jspecify.annotations.NullMarked
package io.github.tinyhttp.files;
