package io.github.tinyhttp.files;

/// What a symbolic link in a tree leads to.
enum Links {
  /// Nothing, as if it was not there.
  REFUSED,
  /// What it names, if that is in the tree itself and shown there.
  FOLLOWED_INSIDE
}
