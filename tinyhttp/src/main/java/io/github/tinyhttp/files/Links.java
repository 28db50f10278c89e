package io.github.tinyhttp.files;

/// Whether symbolic links in a tree are followed.
enum Links {
  /// Nothing, as if it was not there.
  REFUSED,
  /// A link leads to what it names, if that is in the tree itself and shown behind links, see
  /// [Visibility#behindLinks()].
  FOLLOWED_INSIDE
}
